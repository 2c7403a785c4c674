import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The editor's looks, drawn from the page's tokens: both colour schemes at once, without a second theme. */
export const look = [
  EditorView.theme({
    '&': { fontSize: '13px', backgroundColor: 'transparent' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px', overflowX: 'hidden' },
    '.cm-content': { padding: '7px 0', caretColor: 'var(--text)' },
    '.cm-line': { padding: '0 10px' },
    '.cm-cursor': { borderLeftColor: 'var(--text)' },
    '.cm-placeholder': { color: 'var(--text-faint)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'color-mix(in srgb, var(--accent) 30%, transparent)',
    },
    '&.cm-focused .cm-matchingBracket': {
      backgroundColor: 'color-mix(in srgb, var(--accent) 22%, transparent)',
      borderRadius: '2px',
    },
    '.cm-nonmatchingBracket': { color: 'var(--bad)' },
    '.cm-tooltip': {
      border: '1px solid var(--line)',
      borderRadius: '6px',
      backgroundColor: 'var(--panel-raised)',
      boxShadow: '0 8px 24px rgb(0 0 0 / 0.28)',
      color: 'var(--text)',
    },
    '.cm-tooltip-lint': { padding: '4px 0', maxWidth: '520px', font: '12px "Inter Variable", system-ui, sans-serif' },
    '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': {
      minWidth: '340px',
      maxHeight: '280px',
      padding: '4px',
      fontFamily: 'var(--mono)',
      fontSize: '12px',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
      display: 'flex',
      alignItems: 'center',
      gap: '6px',
      padding: '3px 8px',
      borderRadius: '4px',
      lineHeight: '18px',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      backgroundColor: 'var(--accent-soft)',
      color: 'var(--text)',
    },
    '.cm-completionLabel': { flex: '1', overflow: 'hidden', textOverflow: 'ellipsis' },
    '.cm-completionMatchedText': { color: 'var(--accent)', textDecoration: 'none', fontWeight: '600' },
    '.cm-completionDetail': { marginLeft: '16px', color: 'var(--text-faint)', fontStyle: 'normal' },
    '.cm-tooltip.cm-completionInfo': {
      maxWidth: '340px',
      padding: '8px 10px',
      font: '12px/1.5 "Inter Variable", system-ui, sans-serif',
      color: 'var(--text-muted)',
    },
    '.cm-completionIcon': {
      width: '18px',
      padding: '0',
      opacity: '1',
      color: 'var(--text-faint)',
      fontSize: '11px',
      textAlign: 'center',
    },
    '.cm-completionIcon-function:after': { content: '"ƒ"' },
    '.cm-completionIcon-constant:after': { content: '"∿"' },
    '.cm-completionIcon-text:after': { content: '"="' },
    '.cm-completionIcon-keyword:after': { content: '"·"' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: [tags.function(tags.variableName), tags.operatorKeyword, tags.modifier], color: 'var(--accent)' },
      { tag: tags.keyword, color: 'var(--accent)' },
      { tag: [tags.labelName, tags.propertyName], color: 'var(--text-muted)' },
      { tag: tags.string, color: 'var(--ok)' },
      { tag: [tags.number, tags.literal], color: 'var(--warn)' },
      {
        tag: [tags.operator, tags.compareOperator, tags.arithmeticOperator, tags.logicOperator],
        color: 'var(--text-muted)',
      },
      { tag: tags.comment, color: 'var(--text-faint)', fontStyle: 'italic' },
      { tag: tags.invalid, color: 'var(--bad)' },
    ]),
  ),
];
