package dev.lethe.ui.demo;

import dev.lethe.command.forms.model.Condition;
import dev.lethe.command.forms.model.DataClass;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FileKind;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.Handling;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.LawfulBasis;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.Limits;
import dev.lethe.command.forms.model.Processing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The forms of the council. Their fields are numbered as they stand here; {@link Residents} answers them by those numbers. */
enum DemoForm {
    MISSED_BIN {
        @Override
        FormDefinition definition() {
            return new Draft("Report a missed bin collection", "report-a-missed-bin-collection")
                    .introduction("Tell us if we did not empty your bin. We aim to come back within two working days.")
                    .field(FieldType.SINGLE_LINE, "Full name", "", true, Identifies.NAME)
                    .field(
                            FieldType.EMAIL,
                            "Email address",
                            "We will only use this to reply to you",
                            true,
                            Identifies.EMAIL)
                    .field(FieldType.TELEPHONE, "Telephone number", "", false, Identifies.PHONE)
                    .field(FieldType.MULTI_LINE, "Address", "Include the postcode", true, Identifies.NOBODY)
                    .choice(
                            FieldType.RADIOS,
                            "Which bin did we miss?",
                            "General waste",
                            "Recycling",
                            "Food waste",
                            "Garden waste")
                    .after(
                            "We empty bins on the **same day** each week, also on most bank holidays. Leave yours out: we come"
                                    + " back for what we missed.")
                    .notPersonal()
                    .field(
                            FieldType.DATE,
                            "When should it have been emptied?",
                            "For example, 27 3 2026",
                            true,
                            Identifies.NOBODY)
                    .choice(FieldType.RADIOS, "Was the bin out by 7am?", "Yes", "No")
                    .field(FieldType.MULTI_LINE, "Is there anything else we should know?", "", false, Identifies.NOBODY)
                    .action("Report missed bin")
                    .thanks("Missed bin reported", "We will come back for it within two working days.")
                    .processing(
                            "To arrange for your bin to be emptied",
                            LawfulBasis.PUBLIC_TASK,
                            "Our waste team and its contractor",
                            365);
        }
    },
    BLUE_BADGE {
        @Override
        FormDefinition definition() {
            return new Draft("Tell us about a change to your Blue Badge", "blue-badge-change-of-circumstances")
                    .introduction("Use this form if your name, your address or your need for a Blue Badge has changed.")
                    .field(FieldType.SINGLE_LINE, "Full name", "As it is on the badge", true, Identifies.NAME)
                    .field(FieldType.EMAIL, "Email address", "", true, Identifies.EMAIL)
                    .field(
                            FieldType.SINGLE_LINE,
                            "Badge number",
                            "It is on the front of the badge",
                            true,
                            Identifies.REFERENCE)
                    .choice(
                            FieldType.CHECKBOXES,
                            "What has changed?",
                            "My name",
                            "My address",
                            "My mobility",
                            "My vehicle",
                            "I no longer need the badge")
                    .field(FieldType.MULTI_LINE, "Tell us about the change", "", true, Identifies.NOBODY)
                    .special()
                    .field(FieldType.DATE, "When did it change?", "For example, 27 3 2026", true, Identifies.NOBODY)
                    .field(FieldType.POSTCODE, "Your new postcode", "", true, Identifies.NOBODY)
                    .when(4, "My address")
                    .action("Send change")
                    .thanks("Change sent", "We will write to you if you need a new badge.")
                    .processing(
                            "To keep your Blue Badge right", LawfulBasis.LEGAL_OBLIGATION, "Our Blue Badge team", null)
                    .with(Layout.PAGE_PER_QUESTION);
        }
    },
    CONTACT {
        @Override
        FormDefinition definition() {
            return new Draft("Contact the council", "contact-the-council")
                    .introduction("Ask us something, or tell us what you think. You do not have to say who you are.")
                    .choice(
                            FieldType.DROPDOWN,
                            "What is it about?",
                            "Council tax",
                            "Libraries",
                            "Parks and play areas",
                            "Planning",
                            "Roads and pavements",
                            "Something else")
                    .field(FieldType.MULTI_LINE, "Your message", "", true, Identifies.NOBODY)
                    .field(FieldType.SINGLE_LINE, "Your name", "", false, Identifies.NAME)
                    .field(
                            FieldType.EMAIL,
                            "Your email address",
                            "If you would like an answer",
                            false,
                            Identifies.EMAIL)
                    .action("Send message")
                    .thanks("Message sent", "If you gave us an address, we will answer within ten working days.")
                    .processing(
                            "To answer you",
                            LawfulBasis.PUBLIC_TASK,
                            "Our customer service team, and the team that your message is for",
                            730);
        }
    },
    PARKING_PERMIT {
        @Override
        FormDefinition definition() {
            return new Draft("Apply for a parking permit", "apply-for-a-parking-permit")
                    .introduction("Residents of a permit zone can apply for a permit for one vehicle.")
                    .field(FieldType.SINGLE_LINE, "Full name", "", true, Identifies.NAME)
                    .field(FieldType.EMAIL, "Email address", "", true, Identifies.EMAIL)
                    .field(FieldType.TELEPHONE, "Telephone number", "", true, Identifies.PHONE)
                    .field(FieldType.ADDRESS, "Address", "", true, Identifies.NOBODY)
                    .field(
                            FieldType.SINGLE_LINE,
                            "Registration number",
                            "Of the vehicle that the permit is for",
                            true,
                            Identifies.REFERENCE)
                    .choice(
                            FieldType.RADIOS,
                            "How long would you like the permit for?",
                            "3 months",
                            "6 months",
                            "12 months")
                    .field(FieldType.DATE, "When should it start?", "For example, 27 3 2026", true, Identifies.NOBODY)
                    .field(
                            FieldType.CHECKBOX,
                            "I live at this address and the vehicle is registered there",
                            "",
                            true,
                            Identifies.NOBODY)
                    .field(
                            FieldType.FILE,
                            "Proof that you live there",
                            "A picture or a scan of a bill or a letter",
                            false,
                            Identifies.NOBODY)
                    .after("We can usually check this ourselves. If you moved in during the last month, add one of:\n\n"
                            + "- a tenancy agreement\n- a council tax bill\n- a letter from your landlord")
                    .within(new Limits(null, "", "", List.of(FileKind.PDF, FileKind.IMAGE), 10))
                    .action("Apply")
                    .thanks(
                            "Application received",
                            "We will send you the permit, or ask you for more, within five working days.")
                    .processing("To issue your permit", LawfulBasis.CONTRACT, "Our parking team", null)
                    .with(Layout.ONE_PAGE_AND_CHECK);
        }
    },
    CONCERN {
        @Override
        FormDefinition definition() {
            return new Draft("Tell us about a concern for someone else", "concern-for-someone-else")
                    .introduction(
                            "Tell us if you are worried about an adult who may need care or protection. If somebody is in danger now, call 999.")
                    .people("You", "The person you are concerned about")
                    .field(FieldType.SINGLE_LINE, "Your name", "", true, Identifies.NAME)
                    .field(FieldType.EMAIL, "Your email address", "", true, Identifies.EMAIL)
                    .choice(
                            FieldType.RADIOS,
                            "How do you know the person?",
                            "Relative",
                            "Friend or neighbour",
                            "I work with them",
                            "Another way")
                    .of(1)
                    .field(FieldType.SINGLE_LINE, "Their name", "", true, Identifies.NAME)
                    .field(FieldType.EMAIL, "Their email address", "If you know it", false, Identifies.EMAIL)
                    .field(FieldType.MULTI_LINE, "Where do they live?", "", true, Identifies.NOBODY)
                    .field(FieldType.MULTI_LINE, "What are you worried about?", "", true, Identifies.NOBODY)
                    .special()
                    .action("Send concern")
                    .thanks("Thank you for telling us", "A social worker will read this today.")
                    .processing(
                            "To protect adults at risk (Care Act 2014)",
                            LawfulBasis.LEGAL_OBLIGATION,
                            "Our adult social care team",
                            null);
        }
    };

    abstract FormDefinition definition();

    /** The same in every installation, so that nothing is made twice. */
    FormId id() {
        return new FormId(DemoForm.id("form " + name()));
    }

    static UUID id(String of) {
        return UUID.nameUUIDFromBytes(("Lethe Council: " + of).getBytes(StandardCharsets.UTF_8));
    }

    /** A form in the making. */
    private static final class Draft {
        private final String title;
        private final String slug;
        private final List<Field> fields = new ArrayList<>();
        private String introduction = "";
        private List<String> people = List.of("You");
        private int person;
        private String action = "";
        private String thankYouHeading = "";
        private String thankYouText = "";

        Draft(String title, String slug) {
            this.title = title;
            this.slug = slug;
        }

        Draft introduction(String text) {
            introduction = text;
            return this;
        }

        Draft people(String... all) {
            people = List.of(all);
            return this;
        }

        /** Whose data the fields that follow ask for. */
        Draft of(int whose) {
            person = whose;
            return this;
        }

        Draft field(FieldType type, String label, String help, boolean required, Identifies identifies) {
            fields.add(new Field(next(), type, label, help, required, List.of(), null, person, identifies));
            return this;
        }

        Draft choice(FieldType type, String label, String... choices) {
            fields.add(new Field(next(), type, label, "", true, List.of(choices), null, person, Identifies.NOBODY));
            return this;
        }

        /** What is said before the last field, as Markdown. */
        Draft after(String guidance) {
            return last(field -> field.after(guidance));
        }

        /** The last field asks for a special category of personal data. */
        Draft special() {
            return last(field -> field.handled(new Handling(DataClass.SPECIAL_CATEGORY, false)));
        }

        /** The last field says nothing about a person. */
        Draft notPersonal() {
            return last(field -> field.handled(new Handling(DataClass.NOT_PERSONAL, true)));
        }

        /** The last field is within these limits. */
        Draft within(Limits limits) {
            return last(field -> field.within(limits));
        }

        /** The last field is asked after this answer only. */
        Draft when(int question, String answer) {
            return last(field -> field.askedIf(List.of(new Condition(FieldId.of(question), List.of(answer)))));
        }

        private Draft last(UnaryOperator<Field> change) {
            fields.set(fields.size() - 1, change.apply(fields.getLast()));
            return this;
        }

        Draft action(String text) {
            action = text;
            return this;
        }

        Draft thanks(String heading, String text) {
            thankYouHeading = heading;
            thankYouText = text;
            return this;
        }

        FormDefinition processing(String purpose, LawfulBasis basis, String seenBy, @Nullable Integer days) {
            return new FormDefinition(
                    title,
                    slug,
                    introduction,
                    people,
                    fields,
                    action,
                    thankYouHeading,
                    thankYouText,
                    new Processing(purpose, basis, seenBy, days));
        }

        private FieldId next() {
            return FieldId.of(fields.size() + 1);
        }
    }
}
