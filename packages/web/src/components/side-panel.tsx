import type { ComponentChildren } from 'preact';
import { panel } from '../state/layers.ts';
import { strings } from '../strings/strings.ts';
import { IconButton } from './icon-button.tsx';

/** The column to the right of the conversation; on narrow screens it lies above it. */
export function SidePanel({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <aside class="panel" aria-label={title} data-testid="panel">
      <header class="panel-head">
        <h2>{title}</h2>
        <IconButton
          icon="close"
          label={strings.close}
          testid="close-panel"
          onClick={() => {
            panel.value = null;
          }}
        />
      </header>
      <div class="panel-body">{children}</div>
    </aside>
  );
}
