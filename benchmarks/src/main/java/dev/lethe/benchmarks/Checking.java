package dev.lethe.benchmarks;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import dev.lethe.command.forms.PublishedForms;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.shredding.Identifier;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What it costs to check answers, in time of a processor, against what libphonenumber alone takes to read one telephone number:
 * that was half of it.
 */
final class Checking {

    private static final int AT_ONCE = 200;

    private Checking() {}

    private interface Step {
        Object run() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments, Map.of("rounds", 9, "milliseconds", 200));
        try (House house = House.open()) {
            run(house, options.get("rounds"), options.get("milliseconds") * 1_000_000L);
        }
    }

    private static void run(House house, int rounds, long nanoseconds) throws Exception {
        FormVersion anonymous = house.form("anonymous", false);
        FormVersion named = house.form("named", true);
        PhoneNumberUtil phones = PhoneNumberUtil.getInstance();
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("libphonenumber, one number", () -> possible(phones, "01296 395000"));
        steps.put("a telephone number", () -> Identifier.of(Identifier.Kind.PHONE, "01296 395000"));
        steps.put("a telephone number of elsewhere", () -> Identifier.of(Identifier.Kind.PHONE, "+49 30 123456"));
        steps.put("an e-mail address", () -> Identifier.email(House.address(1)));
        steps.put("an international e-mail address", () -> Identifier.email("person@straße.example"));
        steps.put("six answers", review(house, anonymous));
        steps.put("six answers, named", review(house, named));

        Map<String, List<Double>> costs = new LinkedHashMap<>();
        for (int round = -rounds; round < rounds; round++)
            for (var step : steps.entrySet()) {
                double cost = cost(step.getValue(), nanoseconds);
                if (round >= 0)
                    costs.computeIfAbsent(step.getKey(), _ -> new ArrayList<>()).add(cost);
            }
        double library = Table.median(costs.getOrDefault("libphonenumber, one number", List.of()));
        Table table = new Table("checking", "nanoseconds", "from–to", "ratio");
        costs.forEach((name, all) -> table.row(
                name,
                "%,.0f".formatted(Table.median(all)),
                Table.range(all),
                "%.2f".formatted(Table.median(all) / library)));
        System.out.println(table);
    }

    private static Step review(House house, FormVersion version) {
        SubmissionIntake intake = house.bean(SubmissionIntake.class);
        FormDefinition form =
                house.bean(PublishedForms.class).definition(version).orElseThrow();
        Map<String, List<String>> typed = House.typed(House.address(1));
        if (!intake.review(version, form, typed).problems().isEmpty())
            throw new IllegalStateException("These answers cannot be taken");
        return () -> intake.review(version, form, typed);
    }

    private static boolean possible(PhoneNumberUtil phones, String typed) throws NumberParseException {
        return phones.isPossibleNumber(phones.parse(typed, "GB"));
    }

    /** @return nanoseconds of a processor for each */
    private static double cost(Step step, long nanoseconds) throws Exception {
        var thread = ManagementFactory.getThreadMXBean();
        long begun = thread.getCurrentThreadCpuTime();
        long done = 0;
        int seen = 0;
        while (thread.getCurrentThreadCpuTime() - begun < nanoseconds) {
            for (int i = 0; i < AT_ONCE; i++) seen += step.run() == null ? 0 : 1;
            done += AT_ONCE;
        }
        if (seen != done) throw new IllegalStateException("Something was not checked");
        return (thread.getCurrentThreadCpuTime() - begun) / (double) done;
    }
}
