import type { MessageView } from '@parlance/client';
import type { Content } from '@parlance/protocol';
import { useState } from 'preact/hooks';
import { findTranscript } from '../lib/annotations.ts';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { strings } from '../strings/strings.ts';
import { Icon } from './icon.tsx';
import { ProblemNote } from './problem.tsx';

/** A file that came with a message: voice messages are played here, others are opened beside. */
export function MediaAttachment({ view, content }: { view: MessageView; content: Content }) {
  const isVoice = content.type === 'audio';
  const [address, setAddress] = useState<string | null>(null);
  const open = useAction(async () => {
    const { url } = await client.call('media.ticket', { media_id: content.media_id ?? '' });
    if (isVoice) setAddress(url);
    else window.open(url, '_blank', 'noopener');
  });
  const name = content.file_name ?? strings.kinds[content.type] ?? strings.openFile;
  return (
    <div class="attachment" data-testid="attachment">
      {address === null ? (
        <button type="button" class="attachment-open" disabled={open.busy} onClick={() => void open.run()}>
          <span class="attachment-icon">
            <Icon name={isVoice ? 'play' : 'file'} size={18} />
          </span>
          <span class="attachment-words">
            <strong>{isVoice ? strings.voiceMessage : name}</strong>
            <span>
              {[isVoice ? strings.play : strings.openFile, toSize(content.bytes)].filter(Boolean).join(' · ')}
            </span>
          </span>
        </button>
      ) : (
        // biome-ignore lint/a11y/useMediaCaption: what was said is written below, once it is transcribed.
        <audio controls autoplay src={address} aria-label={strings.voiceMessage} />
      )}
      <ProblemNote error={open.error} />
      {isVoice && <TranscriptText view={view} />}
    </div>
  );
}

function TranscriptText({ view }: { view: MessageView }) {
  const transcript = findTranscript(view);
  if (transcript === undefined) return null;
  if (transcript.state === 'waiting') return <p class="transcript-state">{strings.transcribing}</p>;
  if (transcript.state === 'failed') {
    return (
      <p class="transcript-state" data-testid="transcript-failed">
        {transcript.reason}
      </p>
    );
  }
  return (
    <details class="transcript" open data-testid="transcript">
      <summary>{strings.transcript}</summary>
      <p dir="auto" lang={transcript.language ?? undefined}>
        {transcript.text}
      </p>
    </details>
  );
}

const UNITS = ['B', 'KB', 'MB', 'GB'];

function toSize(bytes: number | undefined): string | null {
  if (bytes === undefined) return null;
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1000)));
  const amount = bytes / 1000 ** power;
  return `${amount < 10 && power > 0 ? amount.toFixed(1) : Math.round(amount)} ${UNITS[power]}`;
}
