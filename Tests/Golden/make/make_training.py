"""Writes data/training/*.safetensors: losses, layers and whole trainings.

    python3 make_training.py          (needs torch, numpy; takes some minutes)
"""
import make_training_layers
import make_training_losses
import make_training_network
import make_training_relatives

if __name__ == "__main__":
    make_training_losses.main()
    make_training_layers.main()
    make_training_network.main()
    make_training_relatives.main(make_training_relatives.NETWORKS)
