import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { EditorState, Prec, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightSpecialChars, keymap, placeholder } from '@codemirror/view';
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import { completionClient } from './completionClient';
import { look } from './look';

/** What the rest of the page may do with an editor. */
export interface EditorHandle {
  focus: () => void;
  /** Puts text where the cursor is, in place of what is selected. */
  insert: (text: string) => void;
}

export interface PromQLEditorProps {
  value: string;
  onChange: (text: string) => void;
  onRun: () => void;
  onFocus: () => void;
  ariaLabel: string;
  hint: string;
  /** Whether what is typed next goes here, also where a drawer opens around it. */
  autofocus?: boolean;
  ref?: Ref<EditorHandle>;
}

/** A text field for PromQL: completes from the running server, marks mistakes, runs on Enter. */
export function PromQLEditor({ value, ref, ...callbacks }: PromQLEditorProps) {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const client = useQueryClient();
  const latest = useRef(callbacks);
  useEffect(() => {
    latest.current = callbacks;
  });

  // The editor is made once and keeps its undo history; what changes about it goes through `latest` or a transaction.
  useEffect(() => {
    const { ariaLabel, hint, autofocus } = latest.current;
    const editor = new EditorView({
      parent: parent.current!,
      doc: value,
      selection: { anchor: value.length },
      extensions: [
        promql(client),
        behaviour(),
        look,
        placeholder(hint),
        EditorView.contentAttributes.of({ 'aria-label': ariaLabel, ...(autofocus && { 'data-autofocus': '' }) }),
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => run() }])),
        keymap.of([{ key: 'Enter', run: () => run(), shift: insertNewlineAndIndent }, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          if (update.focusChanged && update.view.hasFocus) latest.current.onFocus();
        }),
      ],
    });
    const run = () => {
      latest.current.onRun();
      return true;
    };
    view.current = editor;
    if (autofocus) editor.focus();
    return () => editor.destroy();
    // `value` is only what it starts with; the effect below follows it.
  }, [client]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      selection: { anchor: value.length },
    });
  }, [value]);

  useImperativeHandle(ref, () => ({
    focus: () => view.current?.focus(),
    insert: (text) => {
      const editor = view.current;
      if (!editor) return;
      editor.dispatch(editor.state.replaceSelection(text));
      editor.focus();
    },
  }));

  return <div ref={parent} />;
}

function promql(client: QueryClient): Extension {
  return new PromQLExtension().setComplete({ remote: completionClient(client) }).asExtension();
}

/** What any text editor does. The completion list comes before Enter, which would run the query. */
function behaviour(): Extension {
  return [
    history(),
    highlightSpecialChars(),
    drawSelection(),
    EditorState.allowMultipleSelections.of(true),
    EditorView.lineWrapping,
    bracketMatching(),
    closeBrackets(),
    autocompletion({ icons: true, maxRenderedOptions: 100 }),
    keymap.of([...completionKeymap, ...closeBracketsKeymap, ...historyKeymap, ...lintKeymap]),
  ];
}
