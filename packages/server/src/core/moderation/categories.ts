/** What a text can be objected to for. Every engine’s own names are read as these. */
export const moderationCategories = [
  'threat',
  'harassment',
  'hate',
  'profanity',
  'self-harm',
  'sexual',
  'violence',
  'illicit',
  'spam',
  'personal-data',
] as const;

export type ModerationCategory = (typeof moderationCategories)[number];

/** Each from 0 to 1; only those above 0. */
export type CategoryScores = Readonly<Partial<Record<ModerationCategory, number>>>;

/** Categories of OpenAI’s moderation API that are more than a subject with a subdivision. */
const NAMED_OTHERWISE: Readonly<Record<string, ModerationCategory>> = {
  'harassment/threatening': 'threat',
  'hate/threatening': 'hate',
  'illicit/violent': 'illicit',
};

/** An engine’s scores under our names, the highest where several fall together; names nobody knows are left out. */
export function toCategoryScores(scores: Readonly<Record<string, number>>): CategoryScores {
  const named: Partial<Record<ModerationCategory, number>> = {};
  for (const [name, score] of Object.entries(scores)) {
    const subject = NAMED_OTHERWISE[name] ?? name.split(/[/_]/)[0];
    const category = moderationCategories.find((known) => known === name || known === subject);
    if (category !== undefined && score > 0) named[category] = Math.max(named[category] ?? 0, Math.min(1, score));
  }
  return named;
}

/** The higher of two engines’ scores in each category. */
export function joinScores(one: CategoryScores, other: CategoryScores): CategoryScores {
  const joined: Partial<Record<ModerationCategory, number>> = { ...one };
  for (const category of moderationCategories) {
    const score = other[category];
    if (score !== undefined) joined[category] = Math.max(joined[category] ?? 0, score);
  }
  return joined;
}
