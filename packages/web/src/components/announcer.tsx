import { useEffect, useState } from 'preact/hooks';
import { findAnswerMark } from '../lib/annotations.ts';
import { toPreview } from '../lib/preview.ts';
import { client } from '../state/client.ts';
import { nameOf } from '../state/people.ts';
import { me } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';

/** Reads new messages of others aloud, where a screen reader listens. */
export function Announcer() {
  const [said, setSaid] = useState('');
  useEffect(
    () =>
      client.on('event', (event) => {
        if (event.type === 'stream.start') setSaid(strings.answering(event.data.sender.display_name));
        const again = event.type === 'message.edited' && findAnswerMark(event.data.message) !== undefined;
        if (event.type !== 'message.sent' && !again) return;
        const { message } = event.data;
        if (message.sender_id === me.value?.id) return;
        setSaid(strings.newMessageFrom(nameOf(message.sender_id), toPreview(message)));
      }),
    [],
  );
  return (
    <div class="visually-hidden" aria-live="polite">
      {said}
    </div>
  );
}
