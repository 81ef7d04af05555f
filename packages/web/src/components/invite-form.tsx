import { useState } from 'preact/hooks';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { showConversation } from '../state/route.ts';
import { strings } from '../strings/strings.ts';
import { Field } from './field.tsx';
import { ProblemNote } from './problem.tsx';

/** The way into a group or room by a code that somebody in it has made. */
export function InviteForm({ onDone }: { onDone(): void }) {
  const [code, setCode] = useState('');
  const join = useAction(async () => {
    const { conversation } = await client.call('invites.accept', { code: code.trim() });
    onDone();
    showConversation(conversation.id);
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim() !== '') void join.run();
      }}
    >
      <Field
        label={strings.inviteCode}
        value={code}
        onInput={(value) => {
          join.forget();
          setCode(value);
        }}
        maxLength={100}
        hint={strings.inviteCodeHint}
        testid="invite-code"
      />
      <ProblemNote error={join.error} />
      <button type="submit" class="button" disabled={join.busy || code.trim() === ''} data-testid="accept-invite">
        {strings.join}
      </button>
    </form>
  );
}
