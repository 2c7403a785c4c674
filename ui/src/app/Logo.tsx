export function Logo() {
  return (
    <svg width="22" height="22" viewBox="0 0 24 24" fill="none" stroke="var(--accent)" strokeWidth="1.8" aria-hidden>
      <path
        d="M1.500 12C4.500 6.800 8 4.800 12 4.800S19.500 6.800 22.500 12C19.500 17.200 16 19.200 12 19.200S4.500 17.200 1.500 12Z"
        strokeLinejoin="round"
      />
      <circle cx="12" cy="12" r="3.200" fill="var(--accent)" stroke="none" />
    </svg>
  );
}
