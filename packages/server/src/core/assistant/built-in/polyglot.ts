import { once } from '../../once.ts';
import { toSearchText } from '../../search/tokens.ts';
import { type Intent, phrasebooks } from '../../suggestions/phrasebooks.ts';
import type { Said } from './said.ts';

/** What the engine says in one language: in most it knows no more than manners, and says so. */
interface Manners {
  hello: string;
  wellbeing: string;
  thanks: string;
  sorry: string;
  wishes: string;
  bye: string;
  /** How people ask what it can do, in search form, between bars. */
  ask: string;
  /** That beyond this it answers in English. */
  able: string;
}

const english = (text: string): string => `${text} “help”.`;

const manners: Readonly<Record<string, Manners>> = {
  de: {
    hello: 'Hallo! Wie kann ich helfen?',
    wellbeing: 'Danke, gut. Was kann ich tun?',
    thanks: 'Gern geschehen.',
    sorry: 'Schon gut.',
    wishes: 'Vielen Dank!',
    bye: 'Auf Wiedersehen!',
    ask: 'was kannst du|was kannst du alles|hilfe|wer bist du|kannst du deutsch|sprichst du deutsch',
    able: english('Ohne Sprachmodell kann ich auf Deutsch nur grüßen. Fragen verstehe ich auf Englisch, zum Beispiel'),
  },
  es: {
    hello: '¡Hola! ¿En qué puedo ayudar?',
    wellbeing: 'Bien, gracias. ¿Qué puedo hacer?',
    thanks: 'De nada.',
    sorry: 'No pasa nada.',
    wishes: '¡Muchas gracias!',
    bye: '¡Hasta luego!',
    ask: 'que puedes hacer|ayuda|quien eres|hablas espanol',
    able: english('Sin un modelo de lenguaje solo sé saludar en español. Entiendo preguntas en inglés, por ejemplo'),
  },
  fr: {
    hello: 'Bonjour ! Comment puis-je aider ?',
    wellbeing: 'Bien, merci. Que puis-je faire ?',
    thanks: 'Je vous en prie.',
    sorry: 'Ce n’est rien.',
    wishes: 'Merci beaucoup !',
    bye: 'Au revoir !',
    ask: 'que peux tu faire|que sais tu faire|aide|qui es tu|parles tu francais',
    able: english(
      'Sans modèle de langue, je ne sais que saluer en français. Je comprends les questions en anglais, par exemple',
    ),
  },
  it: {
    hello: 'Ciao! Come posso aiutare?',
    wellbeing: 'Bene, grazie. Che cosa posso fare?',
    thanks: 'Prego.',
    sorry: 'Non fa niente.',
    wishes: 'Grazie mille!',
    bye: 'Arrivederci!',
    ask: 'cosa sai fare|che cosa sai fare|aiuto|chi sei|parli italiano',
    able: english('Senza un modello linguistico in italiano so solo salutare. Capisco domande in inglese, per esempio'),
  },
  pt: {
    hello: 'Olá! Como posso ajudar?',
    wellbeing: 'Bem, agradeço. O que posso fazer?',
    thanks: 'De nada.',
    sorry: 'Não faz mal.',
    wishes: 'Agradeço muito!',
    bye: 'Até logo!',
    ask: 'o que voce sabe fazer|o que sabes fazer|ajuda|quem e voce|quem es tu|fala portugues',
    able: english(
      'Sem um modelo de linguagem só sei cumprimentar em português. Entendo perguntas em inglês, por exemplo',
    ),
  },
  nl: {
    hello: 'Hallo! Waarmee kan ik helpen?',
    wellbeing: 'Goed, dank je. Wat kan ik doen?',
    thanks: 'Graag gedaan.',
    sorry: 'Geeft niet.',
    wishes: 'Dank je wel!',
    bye: 'Tot ziens!',
    ask: 'wat kun je|wat kan je|hulp|wie ben je|spreek je nederlands',
    able: english(
      'Zonder taalmodel kan ik in het Nederlands alleen groeten. Vragen begrijp ik in het Engels, bijvoorbeeld',
    ),
  },
  pl: {
    hello: 'Cześć! W czym mogę pomóc?',
    wellbeing: 'Dobrze, dziękuję. Co mogę zrobić?',
    thanks: 'Proszę bardzo.',
    sorry: 'Nic nie szkodzi.',
    wishes: 'Bardzo dziękuję!',
    bye: 'Do widzenia!',
    ask: 'co potrafisz|pomoc|kim jestes|mowisz po polsku',
    able: english('Bez modelu językowego umiem po polsku tylko się witać. Pytania rozumiem po angielsku, na przykład'),
  },
  tr: {
    hello: 'Merhaba! Nasıl yardımcı olabilirim?',
    wellbeing: 'İyiyim, teşekkürler. Ne yapabilirim?',
    thanks: 'Rica ederim.',
    sorry: 'Önemli değil.',
    wishes: 'Çok teşekkürler!',
    bye: 'Hoşça kal!',
    ask: 'ne yapabilirsin|yardim|sen kimsin|turkce biliyor musun',
    able: english('Dil modeli olmadan Türkçe yalnızca selamlaşabilirim. Soruları İngilizce anlarım, örneğin'),
  },
  ru: {
    hello: 'Привет! Чем могу помочь?',
    wellbeing: 'Хорошо, спасибо. Что я могу сделать?',
    thanks: 'Пожалуйста.',
    sorry: 'Ничего страшного.',
    wishes: 'Большое спасибо!',
    bye: 'До свидания!',
    ask: 'что ты умеешь|помощь|кто ты|ты говоришь по русски',
    able: english('Без языковой модели я умею по-русски только здороваться. Вопросы я понимаю по-английски, например'),
  },
  uk: {
    hello: 'Привіт! Чим можу допомогти?',
    wellbeing: 'Добре, дякую. Що я можу зробити?',
    thanks: 'Будь ласка.',
    sorry: 'Нічого страшного.',
    wishes: 'Щиро дякую!',
    bye: 'До побачення!',
    ask: 'що ти вмієш|допомога|хто ти',
    able: english('Без мовної моделі я вмію українською лише вітатися. Питання розумію англійською, наприклад'),
  },
  ar: {
    hello: 'مرحبا! كيف يمكنني المساعدة؟',
    wellbeing: 'بخير، شكرا. ماذا يمكنني أن أفعل؟',
    thanks: 'على الرحب والسعة.',
    sorry: 'لا بأس.',
    wishes: 'شكرا جزيلا!',
    bye: 'مع السلامة!',
    ask: 'ماذا يمكنك ان تفعل|مساعدة|من انت',
    able: english('بدون نموذج لغوي أعرف التحية فقط بالعربية. أفهم الأسئلة بالإنجليزية، مثل'),
  },
  hi: {
    hello: 'नमस्ते! मैं कैसे मदद कर सकती हूँ?',
    wellbeing: 'ठीक हूँ, धन्यवाद। मैं क्या कर सकती हूँ?',
    thanks: 'आपका स्वागत है।',
    sorry: 'कोई बात नहीं।',
    wishes: 'बहुत धन्यवाद!',
    bye: 'अलविदा!',
    ask: 'मदद|तुम क्या कर सकते हो|आप कौन हैं',
    able: english('भाषा मॉडल के बिना मैं हिंदी में केवल अभिवादन कर सकती हूँ। प्रश्न मैं अंग्रेज़ी में समझती हूँ, जैसे'),
  },
  zh: {
    hello: '你好！有什么可以帮忙的吗？',
    wellbeing: '我很好，谢谢。需要我做什么？',
    thanks: '不客气。',
    sorry: '没关系。',
    wishes: '非常感谢！',
    bye: '再见！',
    ask: '你能做什么|你会做什么|帮助|你是谁',
    able: english('没有语言模型时，我只会用中文打招呼。我能听懂英文问题，例如'),
  },
  ja: {
    hello: 'こんにちは！何かお手伝いできますか？',
    wellbeing: '元気です、ありがとうございます。何をしましょうか？',
    thanks: 'どういたしまして。',
    sorry: '大丈夫です。',
    wishes: 'ありがとうございます！',
    bye: 'さようなら！',
    ask: '何ができますか|ヘルプ|あなたは誰ですか',
    able: english('言語モデルがないため、日本語では挨拶しかできません。質問は英語でお願いします。例:'),
  },
};

const replyKeys: Record<Intent, keyof Manners> = {
  greeting: 'hello',
  wellbeing: 'wellbeing',
  thanks: 'thanks',
  apology: 'sorry',
  wishes: 'wishes',
  farewell: 'bye',
};

/** Beside the phrasebooks. */
const more = { namaste: 'नमस्ते! How can I help?', 'salut ça va': 'Salut ! Bien, merci. Que puis-je faire ?' };

/** By what is said, in search form. What several languages say alike belongs to the first of them. */
const replies = once(() => {
  const found = new Map<string, string>();
  const add = (phrase: string, reply: string): void => {
    const key = toSearchText(phrase);
    if (key !== null && !found.has(key)) found.set(key, reply);
  };
  for (const { language, phrases } of phrasebooks) {
    const own = manners[language];
    if (own === undefined) continue;
    for (const [intent, { said }] of Object.entries(phrases)) {
      for (const phrase of said) add(phrase, own[replyKeys[intent as Intent]]);
    }
  }
  for (const [phrase, reply] of Object.entries(more)) add(phrase, reply);
  for (const own of Object.values(manners)) for (const phrase of own.ask.split('|')) add(phrase, own.able);
  return found;
});

/** A longer text says more than a greeting, in characters. */
const LONGEST = 60;

/** Answers greetings, thanks and farewells in the language they are said in, other than English. */
export function answerPolyglot({ text, name }: Said): string | undefined {
  if (text.length > LONGEST) return undefined;
  const called = toSearchText(name) ?? '';
  const find = (part: string): string | undefined => {
    const words = (toSearchText(part) ?? '').split(' ');
    return replies().get(words.filter((word) => word !== called).join(' '));
  };
  const whole = find(text);
  if (whole !== undefined) return whole;
  // “Hola, ¿qué tal?”: all parts are known, and the last is answered.
  const found = text
    .split(/[,.;!?¡¿！？，。]+/)
    .filter((part) => part.trim() !== '')
    .map(find);
  return found.includes(undefined) ? undefined : found.at(-1);
}
