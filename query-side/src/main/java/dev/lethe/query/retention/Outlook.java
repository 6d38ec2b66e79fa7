package dev.lethe.query.retention;

import dev.lethe.command.retention.model.FeatureCount;
import dev.lethe.command.retention.model.RecordCount;
import dev.lethe.query.records.DueGroup;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is due on a day, and what follows.
 *
 * @param day the council's day
 * @param groups those that have records of which something can be read, feature by feature
 */
public record Outlook(LocalDate day, List<DueGroup> groups) {

    public Outlook {
        groups = List.copyOf(groups);
    }

    /** How many records there are of which something can be read. */
    public long living() {
        return groups.stream().mapToLong(DueGroup::living).sum();
    }

    /** The same of each feature. */
    public List<FeatureCount> livingByFeature() {
        Map<String, Long> living = new LinkedHashMap<>();
        groups.forEach(each -> living.merge(each.feature(), each.living(), Long::sum));
        return living.entrySet().stream()
                .map(each -> new FeatureCount(each.getKey(), each.getValue()))
                .toList();
    }

    /** How many are due. */
    public long due() {
        return groups.stream().mapToLong(DueGroup::due).sum();
    }

    /** The same of each group that has any. */
    public List<RecordCount> dueByGroup() {
        return dueGroups().stream()
                .map(each -> new RecordCount(each.feature(), each.group(), each.due()))
                .toList();
    }

    /** The groups of which something is due. */
    public List<DueGroup> dueGroups() {
        return groups.stream().filter(each -> each.due() > 0).toList();
    }
}
