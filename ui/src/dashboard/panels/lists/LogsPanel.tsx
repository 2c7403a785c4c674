import { Message } from '../Message';

/** Lookout holds no logs yet: it says so instead of showing an empty panel. */
export default function LogsPanel() {
  return <Message title="Logs are not set up" detail="This panel asks for logs. Lookout holds metrics only, for now." />;
}
