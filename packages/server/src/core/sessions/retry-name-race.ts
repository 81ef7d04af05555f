import { CoreError } from '../errors.ts';

/**
 * Runs `enter` a second time when it lost a race: two first entries under one name at the same moment both find nobody,
 * one makes the account, and the other, tried again, finds it.
 */
export async function retryNameRace<T>(enter: () => Promise<T>): Promise<T> {
  try {
    return await enter();
  } catch (error) {
    if (error instanceof CoreError && error.code === 'name_taken') return enter();
    throw error;
  }
}
