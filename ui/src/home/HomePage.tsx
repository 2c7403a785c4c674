import { Changes } from './Changes';
import { Firing } from './Firing';
import css from './home.module.css';
import { Host } from './Host';
import { Ingest } from './Ingest';
import { Down } from './Down';
import { Sent } from './Sent';
import { Summary } from './Summary';

export default function HomePage() {
  return (
    <div className={css.page}>
      <Summary />
      <div className={css.halves}>
        <Firing />
        <Down />
      </div>
      <Host />
      <Ingest />
      <div className={css.halves}>
        <Sent />
        <Changes />
      </div>
    </div>
  );
}
