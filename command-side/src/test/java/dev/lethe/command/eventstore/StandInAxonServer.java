package dev.lethe.command.eventstore;

import io.axoniq.axonserver.grpc.ErrorMessage;
import io.axoniq.axonserver.grpc.InstructionAck;
import io.axoniq.axonserver.grpc.command.Command;
import io.axoniq.axonserver.grpc.command.CommandProviderInbound;
import io.axoniq.axonserver.grpc.command.CommandProviderOutbound;
import io.axoniq.axonserver.grpc.command.CommandResponse;
import io.axoniq.axonserver.grpc.command.CommandServiceGrpc;
import io.axoniq.axonserver.grpc.control.ClientIdentification;
import io.axoniq.axonserver.grpc.control.NodeInfo;
import io.axoniq.axonserver.grpc.control.PlatformInboundInstruction;
import io.axoniq.axonserver.grpc.control.PlatformInfo;
import io.axoniq.axonserver.grpc.control.PlatformOutboundInstruction;
import io.axoniq.axonserver.grpc.control.PlatformServiceGrpc;
import io.axoniq.axonserver.grpc.event.Confirmation;
import io.axoniq.axonserver.grpc.event.Event;
import io.axoniq.axonserver.grpc.event.EventStoreGrpc;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import io.axoniq.axonserver.grpc.event.GetAggregateEventsRequest;
import io.axoniq.axonserver.grpc.event.GetAggregateSnapshotsRequest;
import io.axoniq.axonserver.grpc.event.GetEventsRequest;
import io.axoniq.axonserver.grpc.event.GetFirstTokenRequest;
import io.axoniq.axonserver.grpc.event.GetLastTokenRequest;
import io.axoniq.axonserver.grpc.event.PayloadDescription;
import io.axoniq.axonserver.grpc.event.ReadHighestSequenceNrRequest;
import io.axoniq.axonserver.grpc.event.ReadHighestSequenceNrResponse;
import io.axoniq.axonserver.grpc.event.TrackingToken;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * As much of an Axon Server as our application asks of one, at a port of this machine, with its events in memory. What it
 * answers follows the public source of Axon Server SE 4.6 ({@code TrackingEventProcessorManager}, {@code SequenceNumberCache},
 * {@code SegmentBasedEventStore}): events are counted from 0, what a processor says that it ignores it is not sent, except
 * for every thousandth, and an aggregate's events that do not follow its last one are refused.
 */
public final class StandInAxonServer implements AutoCloseable {

    private static final int SENT_ALL_THE_SAME = 1_000;
    private static final Metadata.Key<String> ERROR_CODE =
            Metadata.Key.of("AxonIQ-ErrorCode", Metadata.ASCII_STRING_MARSHALLER);

    private final int port = freePort();
    private final List<Event> events = new ArrayList<>();
    private final Set<Tracker> trackers = new HashSet<>();
    private final Map<String, StreamObserver<CommandProviderInbound>> handlers = new HashMap<>();
    private final Map<String, StreamObserver<CommandResponse>> dispatched = new HashMap<>();
    private Duration beforeHandlersAreKnown = Duration.ZERO;
    private boolean losesAnswers;
    private Server server;

    public StandInAxonServer() {
        start();
    }

    /** What {@code axon.axonserver.servers} is set to. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Starts it again, at the same port and with the events that it had. */
    public void start() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .addService(new Platform())
                    .addService(new Commands())
                    .addService(new Events())
                    .maxInboundMessageSize(16 * 1024 * 1024) // what an operator is told to set
                    .permitKeepAliveTime(100, TimeUnit.MILLISECONDS)
                    .permitKeepAliveWithoutCalls(true)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it as a crash would: connections break, events stay. */
    public void stop() {
        server.shutdownNow();
        try {
            if (!server.awaitTermination(30, TimeUnit.SECONDS)) throw new IllegalStateException("It does not stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            trackers.clear();
            handlers.clear();
            dispatched.clear();
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** From now on a handler that subscribes is known so much later, as when the server has much to do. */
    public synchronized void knowHandlersAfter(Duration delay) {
        beforeHandlersAreKnown = delay;
    }

    /** From now on events are stored and the connection breaks before that is confirmed. */
    public synchronized void loseAnswers(boolean lose) {
        losesAnswers = lose;
    }

    /** Forgets the last events, as a power cut may when they were not forced to the disk. */
    public synchronized void lose(int last) {
        for (int i = 0; i < last; i++) events.removeLast();
    }

    /** The types of all events, in order. */
    public synchronized List<String> stored() {
        return events.stream().map(event -> event.getPayload().getType()).toList();
    }

    /** Not one of those that the system gives to whoever connects: it must still be free when this starts again. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Somebody listens there: another one.
            }
        }
    }

    private static <T> void answer(StreamObserver<T> to, T answer) {
        to.onNext(answer);
        to.onCompleted();
    }

    private final class Platform extends PlatformServiceGrpc.PlatformServiceImplBase {

        @Override
        public void getPlatformServer(ClientIdentification client, StreamObserver<PlatformInfo> answer) {
            answer(
                    answer,
                    PlatformInfo.newBuilder()
                            .setSameConnection(true)
                            .setPrimary(NodeInfo.newBuilder()
                                    .setHostName("127.0.0.1")
                                    .setGrpcPort(port))
                            .build());
        }

        @Override
        public StreamObserver<PlatformInboundInstruction> openStream(StreamObserver<PlatformOutboundInstruction> out) {
            return new Listening<>(
                    instruction -> {
                        if (instruction.getInstructionId().isEmpty()) return;
                        out.onNext(PlatformOutboundInstruction.newBuilder()
                                .setAck(ack(instruction.getInstructionId()))
                                .build());
                    },
                    out::onCompleted);
        }
    }

    private static InstructionAck ack(String instruction) {
        return InstructionAck.newBuilder()
                .setInstructionId(instruction)
                .setSuccess(true)
                .build();
    }

    private final class Commands extends CommandServiceGrpc.CommandServiceImplBase {

        @Override
        public StreamObserver<CommandProviderOutbound> openStream(StreamObserver<CommandProviderInbound> handler) {
            ((ServerCallStreamObserver<CommandProviderInbound>) handler).setOnCancelHandler(() -> remove(handler));
            return new Listening<>(
                    message -> {
                        switch (message.getRequestCase()) {
                            case SUBSCRIBE -> subscribe(message, handler);
                            case UNSUBSCRIBE -> unsubscribe(message, handler);
                            case COMMAND_RESPONSE -> respond(message.getCommandResponse());
                            default -> {}
                        }
                    },
                    handler::onCompleted);
        }

        private void subscribe(CommandProviderOutbound message, StreamObserver<CommandProviderInbound> handler) {
            Duration delay;
            synchronized (StandInAxonServer.this) {
                delay = beforeHandlersAreKnown;
            }
            Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(delay);
                } catch (InterruptedException e) {
                    return;
                }
                synchronized (StandInAxonServer.this) {
                    handlers.put(message.getSubscribe().getCommand(), handler);
                    handler.onNext(CommandProviderInbound.newBuilder()
                            .setAck(ack(message.getInstructionId()))
                            .build());
                }
            });
        }

        private void unsubscribe(CommandProviderOutbound message, StreamObserver<CommandProviderInbound> handler) {
            synchronized (StandInAxonServer.this) {
                handlers.remove(message.getUnsubscribe().getCommand(), handler);
                handler.onNext(CommandProviderInbound.newBuilder()
                        .setAck(ack(message.getInstructionId()))
                        .build());
            }
        }

        private void remove(StreamObserver<CommandProviderInbound> handler) {
            synchronized (StandInAxonServer.this) {
                handlers.values().removeIf(handler::equals);
            }
        }

        private void respond(CommandResponse response) {
            synchronized (StandInAxonServer.this) {
                StreamObserver<CommandResponse> sender = dispatched.remove(response.getRequestIdentifier());
                if (sender != null) answer(sender, response);
            }
        }

        @Override
        public void dispatch(Command command, StreamObserver<CommandResponse> sender) {
            synchronized (StandInAxonServer.this) {
                StreamObserver<CommandProviderInbound> handler = handlers.get(command.getName());
                if (handler == null) {
                    answer(
                            sender,
                            CommandResponse.newBuilder()
                                    .setRequestIdentifier(command.getMessageIdentifier())
                                    .setErrorCode("AXONIQ-4000")
                                    .setErrorMessage(ErrorMessage.newBuilder()
                                            .setMessage("No Handler for command: " + command.getName()))
                                    .build());
                    return;
                }
                dispatched.put(command.getMessageIdentifier(), sender);
                handler.onNext(
                        CommandProviderInbound.newBuilder().setCommand(command).build());
            }
        }
    }

    private final class Events extends EventStoreGrpc.EventStoreImplBase {

        @Override
        public StreamObserver<Event> appendEvent(StreamObserver<Confirmation> answer) {
            List<Event> transaction = new ArrayList<>();
            return new Listening<>(transaction::add, () -> append(transaction, answer));
        }

        private void append(List<Event> transaction, StreamObserver<Confirmation> answer) {
            synchronized (StandInAxonServer.this) {
                Map<String, Long> last = new HashMap<>();
                for (Event event : transaction) {
                    if (event.getAggregateType().isEmpty()) continue;
                    String aggregate = event.getAggregateIdentifier();
                    long expected = last.computeIfAbsent(aggregate, StandInAxonServer.this::highest) + 1;
                    if (event.getAggregateSequenceNumber() != expected) {
                        answer.onError(refused(event, expected));
                        return;
                    }
                    last.put(aggregate, expected);
                }
                events.addAll(transaction);
                trackers.forEach(Tracker::send);
                if (losesAnswers) answer.onError(Status.UNAVAILABLE.asRuntimeException());
                else answer(answer, Confirmation.newBuilder().setSuccess(true).build());
            }
        }

        private static RuntimeException refused(Event event, long expected) {
            Metadata trailers = new Metadata();
            trailers.put(ERROR_CODE, "AXONIQ-2000");
            return Status.OUT_OF_RANGE
                    .withDescription("[AXONIQ-2000] Invalid sequence number " + event.getAggregateSequenceNumber()
                            + " for aggregate " + event.getAggregateIdentifier() + ", expected " + expected)
                    .asRuntimeException(trailers);
        }

        @Override
        public void listAggregateEvents(GetAggregateEventsRequest request, StreamObserver<Event> answer) {
            List<Event> found;
            synchronized (StandInAxonServer.this) {
                found = events.stream()
                        .filter(event -> event.getAggregateIdentifier().equals(request.getAggregateId())
                                && event.getAggregateSequenceNumber() >= request.getInitialSequence())
                        .toList();
            }
            found.forEach(answer::onNext);
            answer.onCompleted();
        }

        /** Each aggregate that is loaded is asked for first; we make none. */
        @Override
        public void listAggregateSnapshots(GetAggregateSnapshotsRequest request, StreamObserver<Event> answer) {
            answer.onCompleted();
        }

        @Override
        public void readHighestSequenceNr(
                ReadHighestSequenceNrRequest request, StreamObserver<ReadHighestSequenceNrResponse> answer) {
            synchronized (StandInAxonServer.this) {
                answer(
                        answer,
                        ReadHighestSequenceNrResponse.newBuilder()
                                .setToSequenceNr(highest(request.getAggregateId()))
                                .build());
            }
        }

        @Override
        public void getFirstToken(GetFirstTokenRequest request, StreamObserver<TrackingToken> answer) {
            token(answer, 0);
        }

        @Override
        public void getLastToken(GetLastTokenRequest request, StreamObserver<TrackingToken> answer) {
            synchronized (StandInAxonServer.this) {
                token(answer, events.size() - 1L);
            }
        }

        private void token(StreamObserver<TrackingToken> answer, long token) {
            answer(answer, TrackingToken.newBuilder().setToken(token).build());
        }

        @Override
        public StreamObserver<GetEventsRequest> listEvents(StreamObserver<EventWithToken> client) {
            Tracker tracker = new Tracker(client);
            // Without it, a client that went away is an exception for whoever sends.
            ((ServerCallStreamObserver<EventWithToken>) client).setOnCancelHandler(() -> remove(tracker));
            return new Listening<>(tracker::listen, () -> {
                remove(tracker);
                client.onCompleted();
            });
        }
    }

    private synchronized void remove(Tracker tracker) {
        trackers.remove(tracker);
    }

    private long highest(String aggregate) {
        return events.stream()
                .filter(event -> event.getAggregateIdentifier().equals(aggregate))
                .mapToLong(Event::getAggregateSequenceNumber)
                .max()
                .orElse(-1);
    }

    /** One client's stream of events. */
    private final class Tracker {

        private final StreamObserver<EventWithToken> client;
        private final Set<PayloadDescription> ignored = new HashSet<>();
        private long next;
        private long permits;
        private int passedOver;

        Tracker(StreamObserver<EventWithToken> client) {
            this.client = client;
        }

        void listen(GetEventsRequest request) {
            synchronized (StandInAxonServer.this) {
                if (trackers.add(this)) next = request.getTrackingToken();
                permits += request.getNumberOfPermits();
                ignored.addAll(request.getBlacklistList());
                send();
            }
        }

        void send() {
            for (; permits > 0 && next < events.size(); next++) {
                Event event = events.get((int) next);
                PayloadDescription type = PayloadDescription.newBuilder()
                        .setType(event.getPayload().getType())
                        .setRevision(event.getPayload().getRevision())
                        .build();
                if (ignored.contains(type) && ++passedOver < SENT_ALL_THE_SAME) continue;
                passedOver = 0;
                permits--;
                client.onNext(EventWithToken.newBuilder()
                        .setToken(next)
                        .setEvent(event)
                        .build());
            }
        }
    }

    /** Hears what a client sends, and that it has sent everything: until then the connector would wait when it closes. */
    private record Listening<T>(Consumer<T> each, Runnable end) implements StreamObserver<T> {

        @Override
        public void onNext(T message) {
            each.accept(message);
        }

        @Override
        public void onError(Throwable broken) {
            // The client went away.
        }

        @Override
        public void onCompleted() {
            end.run();
        }
    }
}
