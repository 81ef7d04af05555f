import type { Figures, Measurement } from './measure.ts';

interface Sets {
  /** The sentences the engine was adjusted on. */
  tuned: Measurement;
  /** Those it has never been adjusted to. */
  heldOut: Measurement;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const toRow = (name: string, { texts, falsePositives, falseNegatives, precision, recall }: Figures): string =>
  `| ${name} | ${texts} | ${percent(precision)} | ${percent(recall)} | ${falsePositives} | ${falseNegatives} |`;

const quote = (text: string): string => `\`${text.replaceAll('`', 'ˋ').replaceAll('|', '¦')}\``;

/** `docs/moderation-report.md`. */
export function renderReport({ tuned, heldOut }: Sets): string {
  return `# How well the built-in moderation does

On sentences it was **not** adjusted to, it objects to ${percent(heldOut.overall.recall)} of what is objectionable; of all that it objects to,
${percent(heldOut.overall.precision)} is. On those it was adjusted on: ${percent(tuned.overall.recall)} and ${percent(tuned.overall.precision)}. Expect the first pair, or less.

Both sets were written for this purpose and lie in \`packages/server/test/moderation\`:

| set | sentences | languages | |
| --- | --- | --- | --- |
| \`held-out-texts.tsv\` | ${heldOut.all.length} | ${heldOut.byLanguage.size} | written after the engine was finished, without a look at its lists; measured, and the engine left as it was |
| \`labelled-texts.tsv\` | ${tuned.all.length} | ${tuned.byLanguage.size} | the engine's lists and rules **were adjusted on it**: its figures show what was mended, not what to expect |

Both hold threats, insults and the rest with and without disguises, and harmless texts that look like them (place names,
medicine, idioms, quotations, words that are bad in another language): far more of the hard cases than a community writes,
and no long texts. A category counts as found from a score of 0.7 on, profanity from 0.5 on. This page is generated:
\`node scripts/moderation-report.mjs\`.

It knows words and forms, not meanings: what is said without any listed word passes, and a listed word in a quotation does
not. A policy that matters should have people behind it (reports, a review queue), or an outside service (\`docs/ai.md\`).

${renderSet('Held out: not adjusted to', heldOut)}
${renderSet('Adjusted on', tuned)}`;
}

function renderSet(title: string, { all, overall, byCategory, byLanguage }: Measurement): string {
  const missed = all.filter(({ label, found }) => label !== 'harmless' && found.length === 0);
  const alarms = all.filter(({ label, found }) => label === 'harmless' && found.length > 0);
  const mistaken = all.filter(
    ({ label, found }) => label !== 'harmless' && found.length > 0 && !found.some((category) => category === label),
  );
  const languages = [...byLanguage].sort(([one], [other]) => (one < other ? -1 : 1));
  return `## ${title}

| | texts | precision | recall | false alarms | missed |
| --- | --- | --- | --- | --- | --- |
${toRow('objected to at all', overall)}
${[...byCategory].map(([category, figures]) => toRow(category, figures)).join('\n')}

In the first row a text counts as found under whatever name; in the others only under its own, so that an insult taken for
a threat is a false alarm there and missed here.

| language | objectionable, of these found | harmless, of these objected to |
| --- | --- | --- |
${languages.map(([name, one]) => `| ${name} | ${one.objectionable}, ${one.found} | ${one.harmless}, ${one.alarms} |`).join('\n')}

### What it misses

${missed.map(({ label, language, text }) => `- ${label}, ${language}: ${quote(text)}`).join('\n')}

### What it objects to without reason

${alarms.map(({ found, language, text }) => `- taken for ${found.join(' and ')}, ${language}: ${quote(text)}`).join('\n')}

### What it takes for something else

${mistaken.map(({ label, found, language, text }) => `- ${label}, taken for ${found.join(' and ')}, ${language}: ${quote(text)}`).join('\n')}
`;
}
