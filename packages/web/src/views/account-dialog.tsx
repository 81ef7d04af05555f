import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';
import { Modal } from '../components/modal.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { Segments } from '../components/segments.tsx';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { dialog } from '../state/layers.ts';
import { askWhetherReviewer, reviewsEverything } from '../state/reviewing.ts';
import { me } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';
import { AiSection } from './ai-section.tsx';
import { LanguagesSection } from './languages-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { PrivacySection } from './privacy-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { SessionsSection } from './sessions-section.tsx';

const TABS = [
  { id: 'profile', label: strings.profile },
  { id: 'ai', label: strings.ai },
  { id: 'privacy', label: strings.privacy },
  { id: 'sessions', label: strings.sessions },
] as const;

/** My account: who I am to others, what they see of me, where I am logged in. */
export function AccountDialog({ onClose }: { onClose(): void }) {
  const [tab, setTab] = useState<(typeof TABS)[number]['id']>('profile');
  const mine = me.value;
  if (mine === null) return null;
  return (
    <Modal title={strings.account} onClose={onClose} wide>
      <Segments label={strings.account} options={TABS} chosen={tab} onChoose={(id) => setTab(id)} testid="account" />
      {tab === 'profile' && (
        <>
          <ProfileSection mine={mine} />
          <LanguagesSection settings={mine.settings} />
        </>
      )}
      {tab === 'ai' && <AiSection />}
      {tab === 'privacy' && (
        <>
          <PrivacySection settings={mine.settings} />
          {mine.has_password && <PasswordSection userName={mine.user_name ?? ''} />}
        </>
      )}
      {tab === 'sessions' && <SessionsSection />}
      <footer class="modal-foot">
        <Reviews />
        <LogOut />
      </footer>
    </Modal>
  );
}

/** For moderators of the installation. */
function Reviews() {
  useEffect(askWhetherReviewer, []);
  if (!reviewsEverything.value) return null;
  return (
    <button
      type="button"
      class="row-button"
      data-testid="reviews-everywhere"
      onClick={() => {
        dialog.value = 'reviews';
      }}
    >
      <Icon name="shield" size={18} />
      {strings.reviewsEverywhere}
    </button>
  );
}

function LogOut() {
  const logOut = useAction(async () => {
    await client.logout();
    // A fresh page: nothing of one account may be left for the next.
    location.replace(location.pathname);
  });
  return (
    <>
      <ProblemNote error={logOut.error} />
      <button
        type="button"
        class="row-button danger"
        disabled={logOut.busy}
        onClick={() => void logOut.run()}
        data-testid="log-out"
      >
        <Icon name="leave" size={18} />
        {strings.logOut}
      </button>
    </>
  );
}
