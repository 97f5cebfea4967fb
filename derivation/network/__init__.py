"""What is computed: the network as named equations, its gradients, certified values, training, proofs."""
