import { memo } from 'react';
import { PanelTools } from '../edit/PanelTools';
import { PanelSlot } from '../panels/PanelSlot';
import { gap, pixels } from './compact';
import type { Section } from './sections';
import { RowHead } from './RowHead';
import { useFolded } from './useFolded';
import css from './Grid.module.css';

/** All panels of a dashboard, section by section. A folded row has nothing to ask. */
export function Grid({ sections }: { sections: Section[] }) {
  const [isFolded, toggle] = useFolded(sections);
  return (
    <div className={css.sections}>
      {sections.map((section) => (
        <div key={section.key}>
          {section.row && <RowHead {...{ section }} folded={isFolded(section.key)} onToggle={() => toggle(section.key)} />}
          {!isFolded(section.key) && <SectionGrid section={section} />}
        </div>
      ))}
    </div>
  );
}

const SectionGrid = memo(function SectionGrid({ section }: { section: Section }) {
  const rows = Math.max(0, ...section.panels.map(({ pos }) => pos.y + pos.h));
  return (
    <div className={css.grid} style={{ height: pixels(rows) }}>
      {section.panels.map(({ item, pos }) => (
        <div
          key={item.key}
          className={css.cell}
          style={{
            left: `calc((100% + ${gap}px) * ${pos.x / 24})`,
            width: `calc((100% + ${gap}px) * ${pos.w / 24} - ${gap}px)`,
            top: pixels(pos.y) + (pos.y > 0 ? gap : 0),
            height: pixels(pos.h),
          }}
        >
          <PanelSlot shown={item} />
          <PanelTools panel={item.panel} />
        </div>
      ))}
    </div>
  );
});
