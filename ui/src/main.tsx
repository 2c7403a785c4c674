import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/fonts.css';
import './app/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { addressOfLegacy } from './app/legacy';

const { pathname, search, hash } = window.location;
const here = addressOfLegacy(pathname, search, hash);
if (here !== null) window.history.replaceState(null, '', here);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
