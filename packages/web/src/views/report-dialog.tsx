import type { ReportReason } from '@parlance/protocol';
import { useId, useState } from 'preact/hooks';
import { Field } from '../components/field.tsx';
import { Modal } from '../components/modal.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { toPreview } from '../lib/preview.ts';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { subject } from '../state/layers.ts';
import { strings } from '../strings/strings.ts';

const REASONS: readonly ReportReason[] = [
  'spam',
  'harassment',
  'hate',
  'threat',
  'sexual',
  'self-harm',
  'personal-data',
  'illicit',
  'other',
];

/** Tells those who review a conversation about a message. */
export function ReportDialog({ onClose }: { onClose(): void }) {
  const id = useId();
  const view = subject.value;
  const [reason, setReason] = useState<ReportReason>('spam');
  const [note, setNote] = useState('');
  const [done, setDone] = useState(false);
  const report = useAction(async () => {
    if (view === null) return;
    await client.moderation.report(view.id, reason, note.trim() === '' ? undefined : note.trim());
    setDone(true);
  });
  if (view === null) return null;
  return (
    <Modal title={strings.reportMessage} onClose={onClose}>
      <p class="about-message" dir="auto">
        {toPreview(view)}
      </p>
      {done ? (
        <p role="status" data-testid="reported">
          {strings.reported}
        </p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void report.run();
          }}
        >
          <div class="field">
            <label for={id}>{strings.reportWhy}</label>
            <select
              id={id}
              value={reason}
              data-testid="report-reason"
              onChange={(event) => setReason(event.currentTarget.value as ReportReason)}
            >
              {REASONS.map((one) => (
                <option key={one} value={one}>
                  {strings.categories[one]}
                </option>
              ))}
            </select>
          </div>
          <Field
            label={strings.reportNote}
            value={note}
            onInput={setNote}
            maxLength={1000}
            hint={strings.reportWho}
            testid="report-note"
          />
          <ProblemNote error={report.error} />
          <footer class="modal-foot">
            <button type="submit" class="button button-primary" disabled={report.busy} data-testid="send-report">
              {strings.report}
            </button>
          </footer>
        </form>
      )}
    </Modal>
  );
}
