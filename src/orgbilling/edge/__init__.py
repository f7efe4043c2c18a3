"""What every request passes on its way in and out; knows no domain."""
