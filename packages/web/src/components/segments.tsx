interface Props<T extends string> {
  label: string;
  options: readonly { id: T; label: string }[];
  chosen: T;
  onChoose(id: T): void;
  /** Each button's test id is this and the option's id. */
  testid: string;
}

/** A choice of a few, side by side. */
export function Segments<const T extends string>({ label, options, chosen, onChoose, testid }: Props<T>) {
  return (
    <fieldset class="segments" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.id}
          type="button"
          aria-pressed={option.id === chosen}
          data-testid={`${testid}-${option.id}`}
          onClick={() => onChoose(option.id)}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
