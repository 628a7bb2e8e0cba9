"""English."""

from __future__ import annotations

from vsl.basics.word_set import word_set
from vsl.slides.languages.word_classes import WordClasses, endings

ENGLISH = WordClasses(
    determiners=word_set(
        "a an the my your his her its our their this that these those some any each every no"
        " another such both all many few several much more most less enough either neither whose"
        " what which half"
    ),
    quantifiers=word_set(
        "this that these those some any all both many few several much more most less enough"
        " either neither half what which another each"
    ),
    prepositions=word_set(
        "in on at by for with from about into onto over under through between during without"
        " within against among before after since until till upon across behind beyond near toward"
        " towards via per like despite except inside outside around along above below beside"
        " beneath as instead"
    ),
    of=word_set("of than"),
    of_heads=word_set(
        "part lot lots kind sort instead because out one some all front top number couple plenty"
    ),
    coordinators=word_set("and or nor &"),
    clause_openers=word_set(
        "but because so which who whom whose when where while if although though unless whether"
        " whenever wherever until since that yet once whatever whoever why how what before after"
        " then"
    ),
    pronouns=word_set("i he she we they who"),
    either_pronouns=word_set(
        "you it this that these those there everyone someone nobody"
        " everything something anything nothing everybody somebody anybody anyone"
    ),
    auxiliaries=word_set(
        "am is are was were be been being isn aren wasn weren have has had haven hasn hadn having"
        " do does did don doesn didn can could can't cannot will would won wouldn couldn shall"
        " should shouldn may might must ought going gonna gotta let let's"
    ),
    full_verbs=word_set("have has had having do does did"),
    negations=word_set("not never no neither nor hardly barely"),
    infinitive_marks=word_set("to"),
    particles=word_set("up out off away back down forward apart together awake asleep alive alone"),
    degrees=word_set(
        "very too so just only even quite rather almost nearly about really more most less least"
        " still always ever merely simply exactly at such pretty as"
    ),
    adjectives=word_set(
        "new old good bad big small great little long short high low own same other different next"
        " last early late young right wrong best better worst worse real true full free whole"
        " simple easy hard fast quick slow cheap rich poor strong weak hot cold warm cool dark"
        " light bright deep wide open clear safe sure fine strange weird secret special single"
        " entire complete extra huge tiny large main major middle smart happy sad healthy natural"
        " modern ancient common rare certain similar personal beautiful ugly red blue green yellow"
        " black white brown gray wooden golden swiss american british french german english chinese"
        " favorite average annual daily weekly monthly typical normal proven perfect private public"
        " human medical financial sole mere exact very"
    ),
    adjective_endings=endings("ous ful less able ible ic ical ive ary ish ing"),
    participle_endings=("ed",),
    adverb_endings=("ly",),
    verbs=word_set(
        "shown given taken seen done gone written spoken broken chosen driven eaten forgotten"
        " gotten hidden stolen thrown worn hit deserve deserves took gave"
        " got made said went came saw knew told thought found began brought bought kept felt built"
        " sent met ran wrote became grew lost paid heard held led chose threw drew broke spoke"
        " drove rode woke slept sold taught caught fought spent meant won tried get gets give"
        " gives make makes take takes say says go goes come comes see sees know knows tell tells"
        " think thinks find finds begin begins bring brings buy keep keeps feel feels send sends"
        " become becomes want wants need needs seem seems happen happens happened discover"
        " discovers believe believes learn differs consists works worked sounds expect imagine"
    ),
    numbers=word_set(
        "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
        " hundred thousand million billion trillion dozen hundreds thousands millions"
    ),
    ones=word_set("one a"),
    ordinals=word_set(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
        " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
    ),
    units=word_set(
        "percent percentage second seconds minute minutes hour hours day days night nights week"
        " weeks weekend month months year years decade decades century centuries times pound pounds"
        " ounce ounces gram grams kilo kilos kg lb lbs mile miles meter meters metre metres km foot"
        " feet inch inches degrees calories people men women a.m p.m am pm o'clock bc ad payments"
        " bonuses steps"
    ),
    currencies=word_set("dollar dollars cents cent bucks euro euros usd eur gbp pounds"),
    per_cent=("per", "cent"),
    months=word_set(
        "january february march april may june july august september october november december jan"
        " feb mar apr jun jul aug sep sept oct nov dec"
    ),
    numbered=word_set(
        "step steps number no day days week weeks month year chapter page part phase module bonus"
        " lesson rule reason secret tip version level type"
    ),
    titles=word_set(
        "mr mrs ms dr prof st sir lord lady president professor captain saint king doctor"
    ),
    abbreviations=word_set(
        "vs inc ltd jr sr e.g i.e u.s u.k a.m p.m approx dept est mr mrs ms dr prof st"
    ),
    name_particles=word_set("of the de da van von der la le bin al"),
    guarantees=word_set("guarantee guaranteed guarantees money-back risk-free refund refunds"),
    tails=(
        ("s", "determiners"),
        ("t", "negations"),
        ("re", "auxiliaries"),
        ("ll", "auxiliaries"),
        ("ve", "auxiliaries"),
        ("d", "auxiliaries"),
        ("m", "auxiliaries"),
    ),
    maybe_verbs=word_set(
        "add afford answer ask begin build call carry change charge check choose claim click"
        " close come cook cost cover cut deserve double drink drive drop earn eat enter fail fall"
        " fight fill find finish fix follow forget grab grow guess hate have hear help hide hit"
        " hold hope hurt join keep kick lay lead learn leave lift like list live lose love make"
        " mean meet miss move need offer open order owe own pass pay pick plan play press promise"
        " protect prove pull push put quit raise reach read receive refund remember rest return"
        " ride risk run save send set share show sit sleep smell solve sound spend stand start"
        " stay stick stop suffer suggest swear talk taste teach tear test thank touch train treat"
        " trust try turn understand use visit wait walk wash watch wear wonder work worry write"
        " adds asks brings builds calls carries changes charges chooses clicks closes comes cooks"
        " costs covers cuts doubles drinks drives earns eats enters fails falls fills finishes"
        " fits fixes follows forgets grows hates helps hides holds hurts joins keeps leads learns"
        " leaves lets likes lives loses loves means meets misses moves offers opens owes pays"
        " plays promises protects proves pulls pushes puts reads receives remembers returns rises"
        " runs saves sells sets shows sits sleeps smells solves spends stands starts stays stops"
        " talks tastes teaches trusts turns understands uses waits walks watches wears wins writes"
    ),
    semi_auxiliaries=word_set(
        "going want wants wanted need needs needed have has had having ought used try tries tried"
        " trying begin begins began start starts started starting like love hate able ready willing"
        " about supposed get gets got keep keeps kept stop stops stopped how what where when"
    ),
    infinitive_links=word_set("to"),
    object_pronouns=word_set(
        "me him us them myself yourself himself herself itself ourselves yourselves themselves"
    ),
    attributes=word_set(
        "second minute hour day night week month year decade pound ounce gram mile meter foot inch"
        " dollar euro step page point part person star"
    ),
    weekdays=word_set("monday tuesday wednesday thursday friday saturday sunday"),
    sums=word_set("and"),
)
