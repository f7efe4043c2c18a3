/** The sign of the product: lines of a ledger and a coin. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#155e4d" />
      <path
        d="M8 21.5h16M8 16h11M8 10.5h6"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
        fill="none"
      />
      <circle cx="24" cy="11" r="2.6" fill="#f2b84b" />
    </svg>
  );
}
