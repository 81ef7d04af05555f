import { type Static, Type } from 'typebox';

/** What a text can be objected to for. */
export const ModerationCategory = Type.Union([
  Type.Literal('threat'),
  Type.Literal('harassment'),
  Type.Literal('hate'),
  Type.Literal('profanity'),
  Type.Literal('self-harm'),
  Type.Literal('sexual'),
  Type.Literal('violence'),
  Type.Literal('illicit'),
  Type.Literal('spam'),
  Type.Literal('personal-data'),
]);

const threshold = Type.Optional(Type.Number({ minimum: 0, maximum: 1 }));

const thresholdsOf = (description: string) =>
  Type.Optional(
    Type.Object(
      {
        any: threshold,
        threat: threshold,
        harassment: threshold,
        hate: threshold,
        profanity: threshold,
        'self-harm': threshold,
        sexual: threshold,
        violence: threshold,
        illicit: threshold,
        spam: threshold,
        'personal-data': threshold,
      },
      { additionalProperties: false, description },
    ),
  );

/**
 * From which score on, 0 to 1, what is done: by category, or `any` for every category that is not named. Where several
 * actions apply the strongest is taken; an action that is absent never is.
 */
export const ModerationPolicy = Type.Object(
  {
    flag: thresholdsOf('the message is shown and marked'),
    mask: thresholdsOf('the words objected to are covered'),
    hold: thresholdsOf('only its author and the owners and admins see it until one of them has decided'),
    block: thresholdsOf('it is refused before it is sent'),
  },
  { additionalProperties: false },
);

export type ModerationCategory = Static<typeof ModerationCategory>;
export type ModerationPolicy = Static<typeof ModerationPolicy>;
