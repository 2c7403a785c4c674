export default function SilencesPage() {
  return <p>Silences</p>;
}
