import { names } from '../kinds.ts';
import { moderationPolicy } from '../moderation-policy.ts';

/** What is done about what people write. */
export const moderationFields = {
  MODERATION_POLICY: moderationPolicy({
    group: 'Moderation',
    description:
      'What is done about which texts in groups and rooms that have no policy of their own: for each action the categories and the score, 0 to 1, from which on it is taken, such as `flag=any:0.7 hold=threat:0.9,hate:0.9`.',
    fallback: null,
    fallbackText: 'none: only rooms of the `rooms` dialect are marked',
  }),
  MODERATORS: names({
    group: 'Moderation',
    description:
      'Who reviews all conversations: user names or ids, separated by commas. Only accounts with a password or from an identity provider count; an id cannot be taken by somebody else.',
    fallback: [],
    fallbackText: 'nobody',
  }),
};
