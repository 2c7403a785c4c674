import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Dashboard, Panel } from '../model/types';
import { diffLines } from './diff';
import { movedBy } from '../layout/arrange';
import { addPanel, copyOf, isPlaced, place, rootOf, samePanels, setInPanel } from './document';
import { append, at, set, setAll, stepsOf } from './patch';

const stored = '{\n\t"z": 1e3,\n\t"title":  "Old",\n\t"panels": [ {"type": "graph", "title": "p", "odd": 1.0} ]\n}\n';

describe('a change of a stored document', () => {
  it('touches what it names alone', () => {
    expect(set(stored, ['title'], 'New')).toBe(stored.replace('"Old"', '"New"'));
    expect(set(stored, ['panels', 0, 'title'], 'q')).toBe(stored.replace('"p"', '"q"'));
  });
  it('adds with the indentation of the document', () => {
    expect(append(stored, ['tags'], 'a')).toContain('\n\t"tags": [\n\t\t"a"\n\t]');
    expect(set(stored, ['z'], undefined)).not.toContain('1e3');
  });
  it('leaves alone what stands on the same line', () => {
    const text = '{\n  "panels": [\n    {"id": 1,  "odd": 1.0}\n  ],\n\t"z": 1e3 }\n';
    expect(set(text, ['panels', 0, 'a', 'b'], 2)).toBe(text.replace('1.0}', '1.0,  "a": {"b":2}}'));
    expect(append(text, ['panels'], { id: 2 })).toBe(text.replace('1.0}', '1.0},\n    {\n      "id": 2\n    }'));
    expect(setAll(text, [[['panels', 0, 'id'], 7], [['z'], 8]])).toBe(text.replace('1,', '7,').replace('1e3', '8'));
  });
  it('is made where there was nothing, or null', () => {
    expect(set('{"a":null}', ['a', 'b', 0], 1)).toBe('{"a":{"b":[1]}}');
    expect(set('{}', ['a'], 1)).toBe('{"a":1}');
    expect(append('{\r\n  "a": []\r\n}', ['a'], 1)).toBe('{\r\n  "a": [\r\n    1\r\n  ]\r\n}');
  });
  it('follows the paths of the server', () => {
    expect(stepsOf("$.spec['a\\'b'].panels[2].panels[0]")).toEqual(['spec', "a'b", 'panels', 2, 'panels', 0]);
  });
});

describe('a change of a panel', () => {
  const panel = { id: 1, type: 'timeseries', title: 'p', fieldConfig: { defaults: {}, overrides: [] } } as unknown as Panel;
  it('leaves an old form alone when its title changes', () => {
    expect(setInPanel(stored, '$.panels[0]', panel, ['title'], 'q')).toBe(stored.replace('"p"', '"q"'));
  });
  it('writes the present form when the old one has another word', () => {
    const changed = JSON.parse(setInPanel(stored, '$.panels[0]', panel, ['fieldConfig', 'defaults', 'unit'], 's'));
    expect(changed.panels[0]).toMatchObject({ type: 'timeseries', fieldConfig: { defaults: { unit: 's' } } });
    expect(changed.z).toBe(1000);
  });
  it('writes a text into the options where it stood beside them', () => {
    const old = '{"panels":[{"type":"text","mode":"html","content":"<b>x</b>"}]}';
    const text = { id: 1, type: 'text', title: '', options: { mode: 'html', content: '<b>x</b>' } } as unknown as Panel;
    const { panels } = JSON.parse(setInPanel(old, '$.panels[0]', text, ['options', 'content'], 'y'));
    expect(panels).toEqual([{ ...text, options: { mode: 'html', content: 'y' } }]);
  });
  it('moves by the sides that differ', () => {
    const text = '{"panels":[{"gridPos":{"h":8, "w":12.0, "x":0, "y":0}}]}';
    const drawn = { dashboard: { panels: [{ id: 1, gridPos: { x: 0, y: 0, w: 12, h: 8 } }] } as unknown as Dashboard, paths: { 1: '$.panels[0]' } };
    expect(place(text, drawn, 1, movedBy({ x: 4, y: 0 }))).toBe(text.replace('"x":0', '"x":4'));
    expect(place('{"panels":[{"id":1}]}', drawn, 1, movedBy({ x: 4, y: 0 }))).toBe('{"panels":[{"id":1,"gridPos":{"x":4,"y":0,"w":12,"h":8}}]}');
  });
  it('knows whether the paths of one text lead to the same panels in another', () => {
    const text = '{"panels":[{"id":1},{"id":2,"panels":[{"id":3}]}]}';
    expect(samePanels(text, text.replace('{"id":1}', '{"id":1,"title":"x"}'))).toBe(true);
    expect(samePanels(text, text.replace('{"id":1},', ''))).toBe(false);
    expect(samePanels(text, text.replace('{"id":3}', ''))).toBe(false);
  });
  it('gives a copy no uid', () => {
    expect(copyOf('{"uid":"a","title":"b","x":1}', 'c')).toBe('{"title":"c","x":1}');
  });
});

describe('a new panel', () => {
  const dashboard = { panels: [{ id: 4, gridPos: { x: 0, y: 0, w: 24, h: 7 }, panels: [{ id: 9 }] }] } as unknown as Dashboard;
  const added = (text: string) => addPanel(text, { dashboard, paths: {} }, ['up', 'down']);
  const targets = [{ refId: 'A', expr: 'up' }, { refId: 'B', expr: 'down' }];
  it('stands below the others', () => {
    expect(JSON.parse(added('{"panels":[{"id":4}]}')).panels[1]).toMatchObject({ id: 10, gridPos: { x: 0, y: 7 }, targets });
  });
  it('is a row of its own where panels stand in rows of old, which stay as they are', () => {
    const text = added('{"rows":[ {"panels":[{"id":4,  "span":6.0}]} ]}');
    expect(text).toContain('{"panels":[{"id":4,  "span":6.0}]}');
    expect(JSON.parse(text).rows[1].panels[0]).toMatchObject({ id: 10, span: 12, targets });
  });
  it('makes a document of the newest form one with places', () => {
    const text = added('{"spec":{"elements":{},"layout":{}}}');
    expect(isPlaced(text)).toBe(true);
    expect(JSON.parse(text).panels.map(({ id }: Panel) => id)).toEqual([4, 10]);
  });
});

describe('the difference of two texts', () => {
  it('is as small as can be', () => {
    const lines = diffLines('a\nb\nc\nd', 'a\nx\nc\nd\ne');
    expect(lines.map(({ sign, text }) => sign + text)).toEqual([' a', '-b', '+x', ' c', ' d', '+e']);
  });
});

// Not by `new URL`, which the bundler takes for an asset of its own.
const mixins = `${import.meta.dirname}/../../../../../shared/corpus/mixins`;
const corpus = existsSync(mixins) ? mixins : (process.env.LOOKOUT_MIXINS ?? '');

describe.skipIf(corpus === '')('public dashboards', () => {
  it('differ in the title alone when their title was changed', () => {
    const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((file) => file.includes('/dashboards/') && file.endsWith('.json'));
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const text = readFileSync(`${corpus}/${file}`, 'utf8');
      const path = [...rootOf(text), 'title'];
      const spelt = at(JSON.parse(text), path);
      const changed = set(text, path, 'Another title');
      const gone = text.length - changed.length + '"Another title"'.length;
      const start = changed.indexOf('"Another title"');
      expect(changed.slice(0, start), file).toBe(text.slice(0, start));
      expect(changed.slice(start + '"Another title"'.length), file).toBe(text.slice(start + gone));
      expect(JSON.parse(text.slice(start, start + gone)), file).toBe(spelt);
    }
  });
});
