import { Route, Switch } from 'wouter';
import { NotFound } from '../app/NotFound';
import { EditSilence, NewSilence } from './EditorPages';
import { SilenceList } from './SilenceList';

export default function SilencesPage() {
  return (
    <Switch>
      <Route path="/silences" component={SilenceList} />
      <Route path="/silences/new" component={NewSilence} />
      <Route path="/silences/:id/edit">{({ id }) => <EditSilence id={id} />}</Route>
      <Route path="/silences/:id/copy">{({ id }) => <EditSilence id={id} copy />}</Route>
      <Route component={NotFound} />
    </Switch>
  );
}
