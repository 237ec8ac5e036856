import pyagrum as gum

field = gum.fastID("*test{no|yes}->structure{none|open|closed|unseen}<-oil{dry|wet|soaking}")
drill = field.addDecisionNode(gum.LabelizedVariable("drill", "drill", ["no", "yes"]))
for name in ("pay", "fee"):
    field.addUtilityNode(gum.LabelizedVariable(name, name, 1))
for tail, head in [("structure", "drill"), ("test", "drill"), ("oil", "pay"), ("drill", "pay")]:
    field.addArc(tail, head)
field.addArc("test", "fee")
field.cpt("oil")[:] = [0.5, 0.3, 0.2]
shows = {"dry": [0.6, 0.3, 0.1, 0], "wet": [0.3, 0.4, 0.3, 0], "soaking": [0.1, 0.4, 0.5, 0]}
pays = {"dry": -70, "wet": 50, "soaking": 200}
for hole, row in shows.items():
    field.cpt("structure")[{"oil": hole, "test": "yes"}] = row
    field.cpt("structure")[{"oil": hole, "test": "no"}] = [0, 0, 0, 1]
    field.utility("pay")[{"oil": hole, "drill": "no"}] = 0
    field.utility("pay")[{"oil": hole, "drill": "yes"}] = pays[hole]
field.utility("fee")[{"test": "no"}] = 0
field.utility("fee")[{"test": "yes"}] = -10
engine = gum.ShaferShenoyLIMIDInference(field)
engine.makeInference()
print(engine.MEU())
print(engine.optimalDecision("test"), engine.optimalDecision("drill"))
