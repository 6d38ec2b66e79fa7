package dev.lethe.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.FormId;
import java.util.ArrayList;
import java.util.UUID;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.UnknownSerializedType;
import org.junit.jupiter.api.Test;

class NamedTypesSerializerTest {

    private static final NamedTypesSerializer TOKENS = NamedTypesSerializer.ofTokens();
    private static final NamedTypesSerializer MESSAGES = NamedTypesSerializer.ofMessages();

    @Test
    void tokens_come_back_also_those_of_a_replay() {
        TrackingToken token = new GlobalSequenceTrackingToken(42);
        TrackingToken replay = ReplayToken.createReplayToken(new GlobalSequenceTrackingToken(99), token);

        assertThat((TrackingToken) TOKENS.deserialize(TOKENS.serialize(token, byte[].class)))
                .isEqualTo(token);
        assertThat((TrackingToken) TOKENS.deserialize(TOKENS.serialize(replay, byte[].class)))
                .isEqualTo(replay);
    }

    @Test
    void an_id_is_a_plain_string() {
        FormId form = new FormId(UUID.fromString("0190d8a4-0000-7000-8000-000000000001"));

        assertThat(MESSAGES.serialize(form, String.class).getData())
                .isEqualTo("\"0190d8a4-0000-7000-8000-000000000001\"");
        assertThat((FormId) MESSAGES.deserialize(MESSAGES.serialize(form, byte[].class)))
                .isEqualTo(form);
    }

    @Test
    void types_of_others_are_not_made() {
        Object read =
                MESSAGES.deserialize(new SimpleSerializedObject<>("[]", String.class, ArrayList.class.getName(), null));

        assertThat(read).isInstanceOf(UnknownSerializedType.class);
    }
}
