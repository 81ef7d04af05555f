import { answerQuestion } from '../core/assistant/answer-question.ts';
import type { JobHandler } from './handler.ts';

/** An assistant’s answer: it ends itself before its time is up, and what it said by then is kept. */
export const answerHandler: JobHandler = { run: answerQuestion, timeout: 150_000, attempts: 5, lane: 'patient' };
