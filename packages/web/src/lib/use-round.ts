import type { WireEvent } from '@parlance/protocol';
import { useEffect, useState } from 'preact/hooks';
import { client } from '../state/client.ts';

/** A number that rises with each event that is news, and when events may have been missed: a key to ask anew by. */
export function useRound(isNews: (event: WireEvent) => boolean): number {
  const [round, setRound] = useState(0);
  useEffect(() => {
    const next = () => setRound((before) => before + 1);
    const stopEvents = client.on('event', (event) => {
      if (isNews(event)) next();
    });
    const stopPages = client.on('page', next);
    return () => {
      stopEvents();
      stopPages();
    };
  }, [isNews]);
  return round;
}
