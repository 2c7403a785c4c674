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
  return withoutForeignContent(textUtil.sanitizeTextPanelContent(html));
}

/** Pages inside the page are left out. Pictures from elsewhere would tell that server who looks, and the page's policy blocks them: a link takes their place. */
function withoutForeignContent(html: string): string {
  const document = new DOMParser().parseFromString(html, 'text/html');
  for (const frame of document.querySelectorAll('iframe, embed, object')) frame.remove();
  for (const image of document.querySelectorAll('img')) {
    const address = image.getAttribute('src') ?? '';
    if (address.startsWith('data:') || (address.startsWith('/') && !address.startsWith('//'))) continue;
    const link = document.createElement('a');
    link.href = address;
    link.rel = 'noreferrer';
    link.target = '_blank';
    link.textContent = image.alt || 'Picture';
    image.replaceWith(image.closest('a') ? link.textContent : link);
  }
  return document.body.innerHTML;
}
