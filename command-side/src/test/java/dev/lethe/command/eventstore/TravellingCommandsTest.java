package dev.lethe.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.distributed.AnnotationRoutingStrategy;
import org.axonframework.commandhandling.distributed.UnresolvedRoutingKeyPolicy;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.spring.stereotype.Aggregate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** With an Axon Server, every command and every answer goes over the wire and back, also within one process. */
class TravellingCommandsTest {

    private static final NamedTypesSerializer MESSAGES = NamedTypesSerializer.ofMessages();

    static List<Method> handlers() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(Aggregate.class));
        return scanner.findCandidateComponents("dev.lethe.command").stream()
                .map(found -> ClassUtils.resolveClassName(found.getBeanClassName(), null))
                .filter(type -> !type.isMemberClass()) // those are the tests' own
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(CommandHandler.class))
                .sorted(Comparator.comparing(method -> method.getParameterTypes()[0].getName()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void a_command_arrives_as_it_was_sent(Method handler) {
        Object command = Examples.of(handler.getParameterTypes()[0]);
        assertThat(arrived(command)).isEqualTo(command);
    }

    /** Two commands for one aggregate must not be decided on two nodes at once. */
    @ParameterizedTest
    @MethodSource("handlers")
    void a_command_goes_where_those_for_its_aggregate_go(Method handler) {
        var routing = AnnotationRoutingStrategy.builder()
                .fallbackRoutingStrategy(UnresolvedRoutingKeyPolicy.ERROR)
                .build();
        var command = new GenericCommandMessage<>(Examples.of(handler.getParameterTypes()[0]));
        assertThat(routing.getRoutingKey(command))
                .isEqualTo(new CommandTargets().resolveTarget(command).getIdentifier());
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void an_answer_arrives_as_it_was_given(Method handler) {
        if (handler.getReturnType() == void.class) return;
        Object answer = Examples.of(ClassUtils.resolvePrimitiveIfNecessary(handler.getReturnType()));
        assertThat(arrived(answer)).isEqualTo(answer);
    }

    private static Object arrived(Object sent) {
        SerializedObject<byte[]> onTheWire = MESSAGES.serialize(sent, byte[].class);
        return MESSAGES.deserialize(onTheWire);
    }
}
