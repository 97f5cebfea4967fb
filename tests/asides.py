"""Sentences that authors put in between: their numbers are no claims about the network."""

from __future__ import annotations

ASIDES = (
    "The drawing is Figure 2.1 of the second edition (2015, p. 118).",
    "Everything below was checked with Python 3.11.4 and NumPy 1.26 on a 2.4 GHz laptop; it took 0.8 seconds.",
    "Rumelhart, Hinton and Williams made the method known in 1986; see [12, Section 3.2] for the history.",
    "This page was last changed on 2024-03-15, in version 1.0.2.",
    "In practice people use a learning rate between 0.001 and 0.1, and batches of 32 or 64 samples.",
    "About 95.5 % of the work is bookkeeping, as equation (3.12) will show.",
    "A larger network, say with 784 inputs and 1,500 hidden units, would have 1,192,510 weights.",
    "Weights are usually drawn at random between -0.5 and 0.5; here they are chosen by hand.",
    "Readers in a hurry may skip to Section 4.2 after 5 minutes.",
    "With momentum 0.9 and a dropout of 0.25 the same network would learn faster.",
)
TITLES = ("Backpropagation by hand, once through", "One step of gradient descent", "How a small network learns")
FIRST = (
    "We follow a small network with {count} inputs through one round.",
    "Take a network with {count} inputs. One forward pass, one backward pass, one update: that is all.",
    "The network has {count} inputs; all of its numbers are given below.",
)
HEADINGS = (
    ("The numbers", "Forward pass", "The error", "Backward pass", "Summary"),
    ("1. Setup", "2. Forward propagation", "3. Computing the loss", "4. Backpropagation", "5. Results"),
    ("What is given", "From the inputs to the outputs", "How far off are we?", "Who is to blame?", "All at a glance"),
)
TOTALS = (
    ("So the total error is ", " before any training."),
    ("Altogether the loss comes to ", "."),
    ("The network starts with an error of ", "."),
    ("That gives ", " for the total error."),
)
AFTER = (
    ("With the new weights the error would be ", "."),
    ("After this one update the total error is ", "."),
    ("Running the forward pass again with the new weights gives a total error of ", "."),
)
