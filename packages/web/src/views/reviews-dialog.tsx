import { Modal } from '../components/modal.tsx';
import { ReviewList } from '../components/review-list.tsx';
import { strings } from '../strings/strings.ts';

/** What is under review anywhere, for moderators of the installation. */
export function ReviewsDialog({ onClose }: { onClose(): void }) {
  return (
    <Modal title={strings.reviewsEverywhere} onClose={onClose} wide>
      <ReviewList conversationId={undefined} />
    </Modal>
  );
}
