package dev.lethe.ui.web;

/** A request or its answer would take memory that others have at the moment. No stack: nothing of ours is wrong. */
final class NoRoomException extends RuntimeException {

    NoRoomException() {
        super("No memory is left for it", null, false, false);
    }
}
