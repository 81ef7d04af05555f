import { afterEach, expect, test } from 'vitest';
import { AiMonitor, type BudgetRefusal } from '../../src/core/ai/ai-monitor.ts';
import type { AiBudgets } from '../../src/core/ai/ai-services.ts';
import { INSTALLATION } from '../../src/core/ai/ai-usage-store.ts';
import { askModel } from '../../src/core/ai/ask-model.ts';
import { monthOf } from '../../src/core/ai/month.ts';
import type { CoreContext } from '../../src/core/context.ts';
import type { AiUsage, ModelProvider } from '../../src/core/ports/ai-provider.ts';
import { unavailable } from '../../src/core/ports/unavailable.ts';
import { setApiKey } from '../../src/core/secrets-at-rest/set-api-key.ts';
import { register } from '../../src/core/sessions/register.ts';
import { openTestCore, type TestCore } from '../accounts/test-core.ts';
import { describeOnEachDatabase } from '../support/stores.ts';

const FREE: AiBudgets = { requests: 0, tokens: 0, userRequests: 0, userTokens: 0 };

/** A model that says what it is told to and counts as it is told to. */
class Parrot implements ModelProvider {
  readonly id = 'openai';
  readonly name = 'Parrot';
  readonly model = 'grey';
  readonly takesOwnKeys = true;
  usage: AiUsage | undefined = { input: 10, output: 5 };
  fails = false;
  asked = 0;

  canReply(): boolean {
    return true;
  }

  async *reply({ onUsage }: Parameters<ModelProvider['reply']>[0]): AsyncGenerator<string> {
    this.asked += 1;
    if (this.fails) throw unavailable('Parrot sleeps.', 0);
    yield 'pretty ';
    yield 'Polly';
    if (this.usage !== undefined) onUsage?.(this.usage);
  }
}

describeOnEachDatabase('budgets for language models', (create) => {
  const opened: TestCore[] = [];
  afterEach(async () => {
    for (const core of opened.splice(0)) await core.close();
  });

  async function open(budgets: Partial<AiBudgets>) {
    const { url } = await create();
    const test = await openTestCore(url === undefined ? {} : { databaseUrl: url });
    opened.push(test);
    const parrot = new Parrot();
    const refusals: BudgetRefusal[] = [];
    const monitor = new AiMonitor();
    const nothing = (): void => undefined;
    monitor.listen({ called: nothing, breaker: nothing, used: nothing, refused: (one) => refusals.push(one) });
    const ai = { providers: [parrot], chosen: 'openai', budgets: { ...FREE, ...budgets }, monitor };
    const core: CoreContext = { ...test, ai };
    return { core, test, parrot, refusals };
  }

  async function person(test: TestCore, userName: string) {
    return test.actorOf(await register(test, { userName, password: 'wherefore art thou' }));
  }

  async function ask(core: CoreContext, userId: string | null, pieces = Number.POSITIVE_INFINITY): Promise<string> {
    const { signal } = new AbortController();
    const turns = [{ role: 'user', text: 'hello' } as const];
    let said = '';
    for await (const piece of askModel(core, { userId, purpose: 'assistant', system: '', turns, signal })) {
      said += piece;
      pieces -= 1;
      if (pieces === 0) break;
    }
    return said;
  }

  function sums(core: CoreContext, holder: string, paidBy: 'installation' | 'own' = 'installation') {
    return core.store.aiUsage.find({ holder, month: monthOf(core.clock.now()).month, paidBy });
  }

  test('what was used is counted for the person and for the installation', async () => {
    const { core, test: base } = await open({});
    const anna = await person(base, 'anna');
    await ask(core, anna.userId);
    await ask(core, anna.userId);
    await ask(core, null);
    expect(await sums(core, anna.userId)).toEqual({ requests: 2, inputTokens: 20, outputTokens: 10 });
    expect(await sums(core, INSTALLATION)).toEqual({ requests: 3, inputTokens: 30, outputTokens: 15 });
  });

  test('a person’s requests end at the budget, with a sentence that names it, and begin again with the month', async () => {
    const { core, test: base, parrot, refusals } = await open({ userRequests: 2 });
    const anna = await person(base, 'anna');
    const bert = await person(base, 'bert');
    await ask(core, anna.userId);
    await ask(core, anna.userId);
    const { renewsAt } = monthOf(core.clock.now());
    const day = new Date(renewsAt).toISOString().slice(0, 10);
    await expect(ask(core, anna.userId)).rejects.toMatchObject({
      code: 'unavailable',
      message: `Your monthly budget of 2 requests for language models is used up; it renews on ${day}.`,
    });
    expect(parrot.asked).toBe(2);
    expect(refusals).toEqual([{ of: 'person', what: 'requests' }]);
    expect(await ask(core, bert.userId)).toBe('pretty Polly');
    expect(await sums(core, INSTALLATION)).toMatchObject({ requests: 3 });
    base.pass(renewsAt - core.clock.now());
    expect(await ask(core, anna.userId)).toBe('pretty Polly');
  });

  test('tokens end at the budget: a question that begins within it is answered, the next is not', async () => {
    const { core, parrot, refusals } = await open({ tokens: 20 });
    await ask(core, null);
    await ask(core, null);
    await expect(ask(core, null)).rejects.toThrow('This installation’s monthly budget of 20 tokens');
    expect(parrot.asked).toBe(2);
    expect(refusals).toEqual([{ of: 'installation', what: 'tokens' }]);
  });

  test('many questions at a time cannot pass the budget together', async () => {
    const { core, parrot } = await open({ requests: 5 });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => ask(core, null)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(parrot.asked).toBe(5);
    expect(await sums(core, INSTALLATION)).toMatchObject({ requests: 5 });
  });

  test('a question that was not answered costs nothing', async () => {
    const { core, parrot } = await open({ requests: 1 });
    parrot.fails = true;
    await expect(ask(core, null)).rejects.toThrow('Parrot sleeps.');
    expect(await sums(core, INSTALLATION)).toEqual({ requests: 0, inputTokens: 0, outputTokens: 0 });
    parrot.fails = false;
    expect(await ask(core, null)).toBe('pretty Polly');
  });

  test('where the service does not tell, or the asker leaves, tokens are estimated', async () => {
    const { core, parrot } = await open({});
    parrot.usage = undefined;
    await ask(core, null);
    const whole = await sums(core, INSTALLATION);
    expect(whole.requests).toBe(1);
    expect(whole.inputTokens).toBeGreaterThan(0);
    expect(whole.outputTokens).toBe(3);
    expect(await ask(core, null, 1)).toBe('pretty ');
    expect(await sums(core, INSTALLATION)).toMatchObject({ requests: 2, outputTokens: 5 });
  });

  test('with an own key everything is counted and nothing is limited', async () => {
    const { core, test: base } = await open({ userRequests: 1, requests: 1 });
    const anna = await person(base, 'anna');
    await setApiKey(core, anna, { provider: 'openai', key: 'sk-anna-0123456789' });
    for (let time = 0; time < 3; time += 1) await ask(core, anna.userId);
    expect(await sums(core, anna.userId, 'own')).toMatchObject({ requests: 3 });
    expect(await sums(core, anna.userId)).toMatchObject({ requests: 0 });
    expect(await sums(core, INSTALLATION)).toMatchObject({ requests: 0 });
  });
});
