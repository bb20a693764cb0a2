import pytest
from practices import matching, reading
from hubs.models import Country
@pytest.mark.django_db
def test_probe(make_practice, embedded):
    import json
    for c,w in [("RWA","financing"),("GHA","law_and_policy"),("THA","financing")]:
        make_practice(country=c, approach_type=w)
    make_practice(country="KEN", language="en", title="Charcoal stoves that save wood", summary="Women buy stoves that burn half the charcoal.", problem="Forests around the towns were cut for cooking fuel.", approach="Artisans were trained to make stoves.", results="A third of homes own one.", outcomes=[], themes=["15.2"])
    embedded()
    for q in ["Families fall into poverty because they must pay when somebody is ill.","Forests vanish because everybody cooks with charcoal","En nuestro pueblo talan los bosques para cocinar con leña","تفتقر الأسر لأنها تدفع ثمن العلاج عندما يمرض أحد أفرادها","Les familles s'appauvrissent quand quelqu'un tombe malade, car il faut payer les soins.","My football team lost yesterday and the pizza was cold","lorem ipsum dolor sit amet"]:
        a=matching.match(q, country=Country.objects.get(pk="UGA"))
        print(q, a.message, [(m.country.pk,m.score,m.others) for m in a.matches],[t.code for t in a.nearest_themes], a.degraded, a.considered)
        for m in a.matches: print("   ",[ (r.code) for r in m.reasons])
