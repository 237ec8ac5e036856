def often(beliefs, values):
    return beliefs["flood_rate"] > 0.5
