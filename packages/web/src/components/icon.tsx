/** Line drawings on a 20 × 20 grid, drawn in the colour of the text around them. */
const PATHS = {
  search: 'M8.75 14.5a5.75 5.75 0 1 0 0-11.5 5.75 5.75 0 0 0 0 11.5ZM13 13l4 4',
  plus: 'M10 4v12M4 10h12',
  group:
    'M7.5 9.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM2.5 16c.4-2.6 2.4-4 5-4s4.6 1.4 5 4M13 9.5a2.25 2.25 0 1 0-.8-4.4M14.5 12.3c1.7.4 2.7 1.7 3 3.7',
  room: 'M7.5 3.5 6 16.5M14 3.5l-1.5 13M3.5 7.5h13M3 12.5h13',
  compass: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM12.8 7.2l-1.6 4-4 1.6 1.6-4 4-1.6Z',
  back: 'M12.5 4 6.5 10l6 6',
  close: 'm5 5 10 10M15 5 5 15',
  more: 'M4.5 9.6a.4.4 0 1 0 0 .8.4.4 0 1 0 0-.8ZM10 9.6a.4.4 0 1 0 0 .8.4.4 0 1 0 0-.8ZM15.5 9.6a.4.4 0 1 0 0 .8.4.4 0 1 0 0-.8Z',
  pin: 'm11.5 3 5.5 5.5-2 .5-3 3-.5 3.5L5 9l3.5-.5 3-3V3ZM8 12l-4.5 4.5',
  panel: 'M3 4.5h14v11H3zM12.5 4.5v11',
  reply: 'M8 5 3.5 9.5 8 14M4 9.5h7c3 0 5.5 2 5.5 6',
  smile: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM7 11.5c.6 1.3 1.7 2 3 2s2.4-.7 3-2M7.5 8h.01M12.5 8h.01',
  edit: 'm4 16 .8-3.2L13 4.6a1.4 1.4 0 0 1 2 0l.4.4a1.4 1.4 0 0 1 0 2L7.2 15.2 4 16Z',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  eye: 'M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5ZM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  send: 'M3.5 4 17 10 3.5 16l2-6-2-6ZM5.5 10H11',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  down: 'm5 8 5 5 5-5',
  bell: 'M5 14V9a5 5 0 0 1 10 0v5l1 1H4l1-1ZM8.5 17h3M3 3l14 14',
  unread: 'M3 5h14v10H3zM3 6l7 5 7-5',
  archive: 'M3 4h14v3.5H3zM4.5 7.5v8.5h11V7.5M8.5 11h3',
  leave: 'M12 6V4H4v12h8v-2M8.5 10h8.5M14 7l3 3-3 3',
  block: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM5 5l10 10',
  spark: 'M10 3c.6 4.2 2.8 6.4 7 7-4.2.6-6.4 2.8-7 7-.6-4.2-2.8-6.4-7-7 4.2-.6 6.4-2.8 7-7Z',
  stop: 'M6 6h8v8H6z',
  again: 'M16 10a6 6 0 1 1-1.8-4.3M16 3.5v3h-3',
  flag: 'M5 17V3.5M5 4h9.5l-2 3.5 2 3.5H5',
  globe: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM3 10h14M10 3c4 4.5 4 9.5 0 14M10 3c-4 4.5-4 9.5 0 14',
  shield: 'M10 3 4.5 5v4.5c0 3.5 2.2 6 5.5 7.5 3.300-1.500 5.500-4 5.500-7.500V5L10 3ZM7.500 10l2 2 3.500-4',
  forward: 'M12 5l4.500 4.500L12 14M16 9.500H9c-3 0-5.500 2-5.500 6',
  thread: 'M3.500 4.500h13v8.500H9L5.500 16v-3h-2zM7 8.700h6',
  play: 'M6.500 4.500v11l9-5.500-9-5.500Z',
  file: 'M5.500 3h6l3.500 3.500V17h-9.500zM11.500 3v3.500H15',
  warning: 'M10 3.5 17.5 16h-15L10 3.5ZM10 8.5v3.5M10 14h.01',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={name === 'more' ? 'icon icon-dots' : 'icon'}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
