import { useEffect, useState } from 'preact/hooks';
import { Field } from '../components/field.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { describeProblem, findField } from '../lib/problems.ts';
import { useAction } from '../lib/use-action.ts';
import { useQuery } from '../lib/use-query.ts';
import { client } from '../state/client.ts';
import { strings } from '../strings/strings.ts';

type Way = 'log-in' | 'register' | 'guest';

const SHORTEST_PASSWORD = 8;
const USER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,31}$/;

interface Faults {
  user_name?: string;
  password?: string;
}

/** The ways in, on one page: the same two fields log in or create an account; a guest needs only the first. */
export function Welcome({ ended, onEntered }: { ended: boolean; onEntered(): void }) {
  const info = useQuery('info', () => client.call('server.info', {}));
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [faults, setFaults] = useState<Faults>({});
  const enter = useAction(async (way: Way) => {
    await goIn(way, userName.trim(), password);
    onEntered();
  });
  const attempt = (way: Way) => {
    const found = findFaults(way, userName.trim(), password);
    setFaults(found);
    enter.forget();
    if (Object.keys(found).length === 0) void enter.run(way);
  };
  const field = findField(enter.error);
  const wrong = (name: keyof Faults) => faults[name] ?? (field === name ? describeProblem(enter.error) : undefined);
  useEffect(() => setFaults({}), [userName, password]);
  return (
    <main class="welcome">
      <form
        class="welcome-card"
        aria-busy={enter.busy}
        onSubmit={(event) => {
          event.preventDefault();
          attempt('log-in');
        }}
      >
        <img src="/favicon.svg" alt="" width="52" height="52" />
        <h1>{strings.welcomeTitle}</h1>
        <p class="welcome-text">{ended ? strings.sessionEnded : strings.welcomeText}</p>
        <Field
          label={strings.userName}
          value={userName}
          onInput={setUserName}
          autocomplete="username"
          maxLength={254}
          autoFocus
          testid="user-name"
          error={wrong('user_name')}
        />
        <PasswordField value={password} onInput={setPassword} error={wrong('password')} />
        {field !== 'user_name' && field !== 'password' && <ProblemNote error={enter.error} />}
        <div class="welcome-ways">
          <button type="submit" class="button button-primary" disabled={enter.busy} data-testid="log-in">
            {strings.logIn}
          </button>
          {info.data?.registration !== false && (
            <button
              type="button"
              class="button"
              disabled={enter.busy}
              data-testid="register"
              onClick={() => attempt('register')}
            >
              {strings.createAccount}
            </button>
          )}
        </div>
        {info.data?.passwordless === true && <GuestWay busy={enter.busy} onGuest={() => attempt('guest')} />}
        {info.error !== null && enter.error === null && <ProblemNote error={info.error} />}
      </form>
    </main>
  );
}

function PasswordField(props: { value: string; onInput(value: string): void; error: string | undefined }) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      label={strings.password}
      type={shown ? 'text' : 'password'}
      autocomplete="current-password"
      maxLength={256}
      testid="password"
      hint={strings.passwordHint}
      extra={
        <button type="button" class="link-button" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? strings.hidePassword : strings.showPassword}
        </button>
      }
      {...props}
    />
  );
}

function GuestWay({ busy, onGuest }: { busy: boolean; onGuest(): void }) {
  return (
    <>
      <p class="welcome-or">
        <span>{strings.or}</span>
      </p>
      <button type="button" class="button" disabled={busy} data-testid="guest" onClick={onGuest}>
        {strings.continueAsGuest}
      </button>
      <p class="field-hint">{strings.guestHint}</p>
    </>
  );
}

/** What can be seen to be wrong without asking the server. */
function findFaults(way: Way, userName: string, password: string): Faults {
  if (userName === '') return { user_name: strings.nameNeeded };
  if (way === 'guest') return {};
  if (password === '') return { password: strings.passwordNeeded };
  if (way === 'log-in') return {};
  return {
    ...(USER_NAME.test(userName) ? {} : { user_name: strings.userNameShape }),
    ...(password.length >= SHORTEST_PASSWORD ? {} : { password: strings.passwordShort }),
  };
}

async function goIn(way: Way, userName: string, password: string): Promise<void> {
  if (way === 'guest') await client.guest({ display_name: userName });
  else if (way === 'register') await client.register({ user_name: userName, password, display_name: userName });
  else await client.login({ login: userName, password });
}
