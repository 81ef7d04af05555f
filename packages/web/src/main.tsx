import { render } from 'preact';
import { App } from './app.tsx';
import { showUnreadInTitle } from './state/title.ts';
import { locale } from './strings/strings.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/fields.css';
import './styles/menus.css';
import './styles/layout.css';
import './styles/list.css';
import './styles/messages.css';
import './styles/bubble.css';
import './styles/marks.css';
import './styles/composer.css';
import './styles/panels.css';
import './styles/reviews.css';
import './styles/dialogs.css';
import './styles/welcome.css';

document.documentElement.lang = locale;
showUnreadInTitle();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root".');
render(<App />, root);
