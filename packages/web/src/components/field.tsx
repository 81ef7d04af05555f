import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  label: string;
  value: string;
  onInput(value: string): void;
  type?: 'text' | 'password' | 'search';
  hint?: string | undefined;
  error?: string | undefined;
  autocomplete?: 'username' | 'current-password' | 'new-password' | 'off';
  maxLength?: number;
  testid?: string;
  autoFocus?: boolean;
  /** Stands inside the field, at its end. */
  extra?: JSX.Element;
}

/** A labelled line of text, with its hint or its fault below. */
export function Field({ label, value, onInput, hint, error, extra, testid, ...input }: Props) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="field-box">
        <input
          {...input}
          // The typings tie each type to its own set of ARIA roles; none is given here, so any of the three will do.
          type={(input.type ?? 'text') as 'text'}
          autocomplete={input.autocomplete ?? 'off'}
          id={id}
          value={value}
          data-testid={testid}
          aria-invalid={error !== undefined}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        {extra}
      </div>
      {note !== undefined && (
        <p id={`${id}-note`} class={error === undefined ? 'field-hint' : 'field-error'}>
          {note}
        </p>
      )}
    </div>
  );
}
