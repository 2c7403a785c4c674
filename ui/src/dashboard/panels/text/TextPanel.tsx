import { useMemo } from 'react';
import { renderTextPanelMarkdown, textUtil } from '../../grafana';
import type { PanelProps } from '../contract';
import css from './Text.module.css';

interface TextOptions {
  mode: 'markdown' | 'html' | 'code';
  content: string;
}

/** What the dashboard's author wrote: markdown, HTML that can do no harm, or code as it is. */
export default function TextPanel({ panel, interpolate }: PanelProps) {
  const { mode = 'markdown', content = '' } = panel.options as Partial<TextOptions>;
  const filledIn = interpolate(content);
  const html = useMemo(() => safeHtml(mode, filledIn), [mode, filledIn]);
  if (mode === 'code') return <pre className={css.code}>{filledIn}</pre>;
  return <div className={css.text} dangerouslySetInnerHTML={{ __html: html }} />;
}

/** Variables come from URLs and data: what they bring along is cleaned with the rest. */
function safeHtml(mode: TextOptions['mode'], content: string): string {
  if (mode === 'code') return '';
  const html = mode === 'html' ? content : renderTextPanelMarkdown(content, { noSanitize: true });
  return textUtil.sanitizeTextPanelContent(html);
}
