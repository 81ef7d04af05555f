import type { Assistant } from './assistants.ts';

/** The main assistant’s account, the same on every installation whatever it is called there. */
export const LETA_ID = '00000000-0000-7000-8000-00006c657461';

/** The main assistant where nothing else was configured. */
export const leta: Assistant = {
  id: LETA_ID,
  userName: 'leta',
  name: 'Leta',
  avatarUrl: null,
  bio: 'The assistant of this server.',
  instructions: null,
  model: null,
};
