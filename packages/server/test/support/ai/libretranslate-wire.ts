import type { AiAnswers, AiServerRequest, Wire } from './wire.ts';

const LANGUAGES = ['ar', 'de', 'en', 'es', 'fr', 'it', 'ja', 'pt', 'ru', 'zh-Hans'];

/** `POST /translate` and `/detect`, `GET /languages`. */
export function libretranslateWire({ path, body }: AiServerRequest, answer: AiAnswers['libretranslate']): Wire {
  const found = { confidence: 90, language: answer.source ?? 'en' };
  if (path.startsWith('/languages')) {
    return plain(LANGUAGES.map((code) => ({ code, name: code, targets: LANGUAGES })));
  }
  if (path.startsWith('/detect')) return plain([found]);
  if (!LANGUAGES.includes(body.target)) {
    const error = JSON.stringify({ error: `${body.target} is not supported` });
    return { ...plain({}), status: 400, pieces: [error] };
  }
  return plain({
    translatedText: answer.text,
    ...(body.source === 'auto' ? { detectedLanguage: found } : {}),
  });
}

function plain(body: object): Wire {
  return {
    status: 200,
    contentType: 'application/json',
    pieces: [JSON.stringify(body)],
    failure: (status) => JSON.stringify({ error: status === 429 ? 'Slowdown: too many requests' : 'It failed.' }),
    endless: { start: '{"translatedText": "', more: 'x'.repeat(1_000) },
  };
}
