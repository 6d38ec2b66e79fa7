package dev.lethe.specimen;

import dev.lethe.command.histories.Histories;
import dev.lethe.processes.records.RecordsByEvents;
import dev.lethe.query.records.CouncilDay;
import dev.lethe.query.records.DueRecord;
import dev.lethe.query.records.RecordRef;
import dev.lethe.specimen.SpecimenEvent.SpecimenKept;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

class SpecimensByEvents implements RecordsByEvents {

    private final Histories histories;

    SpecimensByEvents(Histories histories) {
        this.histories = histories;
    }

    @Override
    public String feature() {
        return SpecimenRecords.FEATURE;
    }

    private Map<UUID, SpecimenKept> kept(Collection<RecordRef> records) {
        Map<UUID, SpecimenKept> kept = new HashMap<>();
        histories
                .of(records.stream().map(each -> each.id().toString()).toList())
                .values()
                .forEach(events -> {
                    if (events.getFirst().getPayload() instanceof SpecimenKept each)
                        kept.put(each.specimen().value(), each);
                });
        return kept;
    }

    @Override
    public Found lookUp(List<DueRecord> told, LocalDate day, Instant since) {
        Map<UUID, SpecimenKept> kept = kept(told.stream().map(DueRecord::ref).toList());
        List<DueRecord> due = new ArrayList<>();
        List<DueRecord> changed = new ArrayList<>();
        for (DueRecord each : told) {
            SpecimenKept said = kept.get(each.ref().id());
            boolean over = said != null && said.at().isBefore(CouncilDay.dueBefore(DueSpecimens.DAYS, day));
            (over ? due : changed).add(each);
        }
        return new Found(due, changed);
    }

    @Override
    public Map<RecordRef, Set<UUID>> keys(Collection<RecordRef> records) {
        Map<RecordRef, Set<UUID>> keys = new HashMap<>();
        kept(records)
                .forEach((id, said) -> keys.put(
                        new RecordRef(SpecimenRecords.FEATURE, id),
                        Set.of(said.remark().keyId())));
        return keys;
    }
}
