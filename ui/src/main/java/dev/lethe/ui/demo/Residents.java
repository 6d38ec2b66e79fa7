package dev.lethe.ui.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Made-up people and what they write: always the same, in the same order. */
final class Residents {

    private static final int POPULATION = 140;
    private static final List<String> FIRST_NAMES = List.of(
            "Aisha",
            "Alan",
            "Alice",
            "Amelia",
            "Andrew",
            "Anna",
            "Arthur",
            "Ben",
            "Bethan",
            "Callum",
            "Carol",
            "Catherine",
            "Chloe",
            "Daniel",
            "David",
            "Deepa",
            "Eilidh",
            "Eleanor",
            "Emma",
            "Faith",
            "Fergus",
            "Fiona",
            "Gareth",
            "George",
            "Grace",
            "Hannah",
            "Harry",
            "Helen",
            "Ibrahim",
            "Imran",
            "Isla",
            "Jack",
            "James",
            "Joanne",
            "Joyce",
            "Karen",
            "Kwame",
            "Laura",
            "Leah",
            "Liam",
            "Lucy",
            "Margaret",
            "Martin",
            "Megan",
            "Mohammed",
            "Nia",
            "Nigel",
            "Olivia",
            "Owen",
            "Patricia",
            "Peter",
            "Priya",
            "Rachel",
            "Rhys",
            "Robert",
            "Ruth",
            "Sarah",
            "Sean",
            "Susan",
            "Thomas",
            "Tomasz",
            "Wei",
            "Yasmin",
            "Zoe");
    private static final List<String> SURNAMES = List.of(
            "Adeyemi",
            "Ahmed",
            "Allen",
            "Armstrong",
            "Bailey",
            "Barker",
            "Begum",
            "Bennett",
            "Campbell",
            "Carter",
            "Chapman",
            "Chen",
            "Clarke",
            "Cooper",
            "Davies",
            "Dixon",
            "Edwards",
            "Ellis",
            "Evans",
            "Fletcher",
            "Foster",
            "Gibson",
            "Graham",
            "Green",
            "Griffiths",
            "Hall",
            "Hughes",
            "Hussain",
            "Jenkins",
            "Jones",
            "Kaur",
            "Kelly",
            "Khan",
            "Kowalski",
            "Lewis",
            "MacDonald",
            "Marshall",
            "Mason",
            "Mitchell",
            "Moore",
            "Morgan",
            "Murphy",
            "Nowak",
            "O'Brien",
            "Okafor",
            "Owen",
            "Palmer",
            "Patel",
            "Pearson",
            "Price",
            "Reid",
            "Roberts",
            "Rogers",
            "Scott",
            "Shaw",
            "Singh",
            "Stewart",
            "Taylor",
            "Thompson",
            "Turner",
            "Walker",
            "Watson",
            "Wood",
            "Wright");
    private static final List<String> STREETS = List.of(
            "Mill Lane",
            "Station Road",
            "Church Street",
            "Orchard Close",
            "The Green",
            "Kingfisher Way",
            "Brook Street",
            "Abbey Road");
    private static final List<String> BINS = List.of("General waste", "Recycling", "Food waste", "Garden waste");
    private static final List<String> NOTES = List.of(
            "The whole street was missed.",
            "There was a car parked in front of it, but there was room to get past.",
            "This is the second time this month.",
            "I am away until Sunday, my neighbour can let you in.",
            "");
    private static final List<String> MESSAGES = List.of(
            "The lamp outside my house has been flickering for two weeks and keeps my daughter awake.",
            "Thank you to the people at the library, who helped me with my bus pass.",
            "There is a deep hole in the road next to the school crossing.",
            "Could the playground by the river get a swing for smaller children?",
            "I have moved and would like to know which band my new flat is in.",
            "Your letter about my council tax went to my old address again.",
            "When will the planning application for the old mill be decided?");
    private static final List<String> SUBJECTS = List.of(
            "Roads and pavements",
            "Libraries",
            "Roads and pavements",
            "Parks and play areas",
            "Council tax",
            "Council tax",
            "Planning");
    private static final List<String> CHANGES = List.of(
            "My hip was operated on and I cannot walk more than a few steps.",
            "We have moved in with my son.",
            "I have married and have a new name.",
            "I am well again and would like to send the badge back.");
    private static final List<String> CHANGED =
            List.of("My mobility", "My address", "My name", "I no longer need the badge");
    private static final List<String> WORRIES = List.of(
            "I have not seen her for a week and there is post behind the door.",
            "He has lost a lot of weight since his wife died, and says that he eats nothing warm.",
            "Somebody who calls himself a nephew has been collecting her pension.",
            "She fell twice last month and does not want to tell anybody.");

    private final Random random = new Random(20_260_901);
    private final List<Resident> all = new ArrayList<>();

    /** Somebody who lives there. */
    record Resident(String name, String email, String phone, String address) {
        @Override
        public String toString() {
            return "Resident";
        }
    }

    Residents() {
        for (int i = 0; i < POPULATION; i++) {
            String first = pick(FIRST_NAMES);
            String last = pick(SURNAMES);
            String local = (first + "." + last).toLowerCase(Locale.ROOT).replaceAll("[^a-z.]", "");
            all.add(new Resident(
                    first + " " + last,
                    local + i + "@example.org",
                    "07700 900%03d".formatted(i),
                    (1 + random.nextInt(120)) + " " + pick(STREETS) + "\nLethe\nLQ" + (1 + random.nextInt(4)) + " "
                            + (1 + random.nextInt(9)) + "AB"));
        }
    }

    /**
     * What somebody types into this form, by the names of its inputs.
     *
     * @param on the day on which it is sent
     */
    Map<String, List<String>> answers(DemoForm form, LocalDate on) {
        Resident sender = all.get(Math.min(random.nextInt(POPULATION), random.nextInt(POPULATION))); // some write often
        return switch (form) {
            case MISSED_BIN -> {
                var typed = person(sender, 1, 2, 3, 4);
                put(typed, 5, pick(BINS));
                date(typed, 6, on.minusDays(1 + random.nextInt(3)));
                put(typed, 7, random.nextInt(5) == 0 ? "No" : "Yes");
                put(typed, 8, pick(NOTES));
                yield typed;
            }
            case BLUE_BADGE -> {
                var typed = person(sender, 1, 2, 0, 0);
                int change = random.nextInt(CHANGES.size());
                put(typed, 3, "%06d".formatted(random.nextInt(1_000_000)));
                put(typed, 4, CHANGED.get(change));
                put(typed, 5, CHANGES.get(change));
                date(typed, 6, on.minusDays(random.nextInt(60)));
                if (CHANGED.get(change).equals("My address")) put(typed, 7, postcode(sender));
                yield typed;
            }
            case CONTACT -> {
                boolean anonymous = random.nextInt(3) == 0;
                Map<String, List<String>> typed = anonymous ? new LinkedHashMap<>() : person(sender, 3, 4, 0, 0);
                int message = random.nextInt(MESSAGES.size());
                put(typed, 1, SUBJECTS.get(message));
                put(typed, 2, MESSAGES.get(message));
                yield typed;
            }
            case PARKING_PERMIT -> {
                var typed = person(sender, 1, 2, 3, 0);
                address(typed, 4, sender);
                put(typed, 5, "ZZ%02d %c%c%c".formatted(random.nextInt(100), letter(), letter(), letter()));
                put(typed, 6, pick(List.of("3 months", "6 months", "12 months")));
                date(typed, 7, on.plusDays(1 + random.nextInt(30)));
                put(typed, 8, "yes");
                yield typed;
            }
            case CONCERN -> {
                var typed = person(sender, 1, 2, 0, 0);
                put(typed, 3, pick(List.of("Relative", "Friend or neighbour", "I work with them", "Another way")));
                Resident other = all.get(random.nextInt(POPULATION));
                put(typed, 4, other.name());
                put(typed, 5, random.nextBoolean() ? other.email() : "");
                put(typed, 6, other.address());
                put(typed, 7, pick(WORRIES));
                yield typed;
            }
        };
    }

    /** The same person, not always typed in the same way. A number of 0 stands for a field that the form lacks. */
    private Map<String, List<String>> person(Resident one, int name, int email, int phone, int address) {
        Map<String, List<String>> typed = new LinkedHashMap<>();
        put(typed, name, one.name());
        put(
                typed,
                email,
                switch (random.nextInt(6)) {
                    case 0 -> one.email().toUpperCase(Locale.ROOT);
                    case 1 -> " " + one.email() + " ";
                    default -> one.email();
                });
        if (phone != 0) put(typed, phone, one.phone());
        if (address != 0) put(typed, address, one.address());
        return typed;
    }

    private static void put(Map<String, List<String>> typed, int field, String answer) {
        if (!answer.isEmpty()) typed.put("q" + field, List.of(answer));
    }

    private static void address(Map<String, List<String>> typed, int field, Resident one) {
        List<String> lines = one.address().lines().toList();
        typed.put("q" + field + "-line1", List.of(lines.get(0)));
        typed.put("q" + field + "-town", List.of(lines.get(1)));
        typed.put("q" + field + "-postcode", List.of(postcode(one)));
    }

    private static String postcode(Resident one) {
        return one.address().lines().toList().getLast();
    }

    private static void date(Map<String, List<String>> typed, int field, LocalDate date) {
        typed.put("q" + field + "-day", List.of(Integer.toString(date.getDayOfMonth())));
        typed.put("q" + field + "-month", List.of(Integer.toString(date.getMonthValue())));
        typed.put("q" + field + "-year", List.of(Integer.toString(date.getYear())));
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private char letter() {
        return (char) ('A' + random.nextInt(26));
    }
}
