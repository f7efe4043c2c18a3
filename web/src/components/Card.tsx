import type { ElementType, ReactNode } from 'react';
import classes from './components.module.css';

interface CardProps {
  as?: ElementType;
  className?: string;
  children: ReactNode;
  'aria-label'?: string;
  'aria-labelledby'?: string;
}

/** The one surface that things stand on. */
export function Card({ as: Tag = 'section', className, children, ...rest }: CardProps) {
  return (
    <Tag className={[classes.card, className].filter(Boolean).join(' ')} {...rest}>
      {children}
    </Tag>
  );
}
