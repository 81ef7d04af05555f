import type { Figures, Measurement } from './measure.ts';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const toRow = (name: string, { texts, falsePositives, falseNegatives, precision, recall }: Figures): string =>
  `| ${name} | ${texts} | ${percent(precision)} | ${percent(recall)} | ${falsePositives} | ${falseNegatives} |`;

const quote = (text: string): string => `\`${text.replaceAll('`', 'ˋ').replaceAll('|', '¦')}\``;

/** `docs/moderation-report.md`. */
export function renderReport({ all, overall, byCategory, byLanguage }: Measurement): string {
  const missed = all.filter(({ label, found }) => label !== 'harmless' && found.length === 0);
  const alarms = all.filter(({ label, found }) => label === 'harmless' && found.length > 0);
  const mistaken = all.filter(
    ({ label, found }) => label !== 'harmless' && found.length > 0 && !found.some((category) => category === label),
  );
  const languages = [...byLanguage].sort(([one], [other]) => (one < other ? -1 : 1));
  return `# How well the built-in moderation does

Measured on ${all.length} sentences written for this purpose (\`packages/server/test/moderation/labelled-texts.tsv\`), in
${byLanguage.size} languages: threats, insults and the rest with and without disguises, and harmless texts that look like
them (place names, medicine, idioms, quotations, words that are bad in another language). A category counts as found from
a score of 0.7 on, profanity from 0.5 on. The set is small and was made by people who know the engine; on what a community
really writes the figures will be lower. This page is generated: \`node scripts/moderation-report.mjs\`.

| | texts | precision | recall | false alarms | missed |
| --- | --- | --- | --- | --- | --- |
${toRow('objected to at all', overall)}
${[...byCategory].map(([category, figures]) => toRow(category, figures)).join('\n')}

In the first row a text counts as found under whatever name; in the others only under its own, so that an insult taken for
a threat is a false alarm there and missed here.

| language | objectionable, of these found | harmless, of these objected to |
| --- | --- | --- |
${languages.map(([name, one]) => `| ${name} | ${one.objectionable}, ${one.found} | ${one.harmless}, ${one.alarms} |`).join('\n')}

## What it misses

It knows words and forms, not meanings: what is said without any listed word passes. A policy that matters should have
people behind it (reports, a review queue), or an outside service (\`docs/ai.md\`).

${missed.map(({ label, language, text }) => `- ${label}, ${language}: ${quote(text)}`).join('\n')}

## What it objects to without reason

${alarms.map(({ found, language, text }) => `- taken for ${found.join(' and ')}, ${language}: ${quote(text)}`).join('\n')}

## What it takes for something else

${mistaken.map(({ label, found, language, text }) => `- ${label}, taken for ${found.join(' and ')}, ${language}: ${quote(text)}`).join('\n')}
`;
}
