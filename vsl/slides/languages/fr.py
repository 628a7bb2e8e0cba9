"""French."""

from __future__ import annotations

from vsl.basics.word_set import word_set
from vsl.slides.languages.verb_forms import conjugate
from vsl.slides.languages.word_classes import WordClasses, endings

_REGULAR = (
    "acheter aider aimer ajouter apporter apprendre arrêter arriver attendre avouer changer"
    " chercher choisir cliquer commander commencer compter continuer coûter créer décider demander"
    " dépenser donner durer écouter entrer envoyer espérer essayer éviter expliquer finir"
    " fonctionner gagner garder goûter guérir habiter imaginer inviter jeter jouer laisser lancer"
    " manger manquer marcher montrer oublier parler partager passer payer penser perdre poser"
    " pousser préparer raconter réaliser recommander regarder rembourser remplir rencontrer rendre"
    " répéter répondre rester retrouver réussir rêver sauver tenter terminer tomber toucher"
    " tourner travailler trouver utiliser vendre voyager"
)
_NEVER_NOUNS = {
    "er": "er ons ez ent ai as a èrent ais ait ions iez aient erai eras era erons erez eront erais"
    " erait ant",
    "ir": "ir issons issez issent is it issais issait issaient irai iras ira irez iront irait"
    " issant",
    "re": "re ons ez ent is ais ait aient rai ras ra rez ront rait ant",
}
_NOUNS_TOO = {"er": "e es", "ir": "is", "re": "s"}
_CHANGED = (
    "achète achètes apprend apprends attend buvez connaît connais crois croit croyez dites dit"
    " disait dort dors dormez dormir doivent écrire écris écrit écrivez envoie envoyez essaie fais"
    " faites faisait font lire lis lit met mets mettez offre offrez offrir ouvre ouvrez pars part"
    " partez partir peux prend prends prenez promets reçois reçoit recevez sens sent sentir sert"
    " sortez suis suit suivre tient tenez viens venez veux vend vivre vis vit vivez vois voit"
    " voyez devenir"
)

FRENCH = WordClasses(
    determiners=word_set(
        "le la les l un une des mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce"
        " cet cette ces chaque tout toute tous toutes quelque quelques aucun aucune autre autres"
        " plusieurs beaucoup même mêmes tel telle quel quelle quels quelles du au aux"
    ),
    quantifiers=word_set(
        "tout toute tous toutes aucun aucune autre autres plusieurs beaucoup même la les le l"
    ),
    prepositions=word_set(
        "à au aux en dans par pour avec sans jusque jusqu entre sur sous contre depuis pendant"
        " après avant chez vers selon dès malgré près loin autour afin lors"
    ),
    of=word_set("de du des d"),
    of_heads=word_set("cause lieu partir côté plus moins"),
    coordinators=word_set("et ou ni"),
    clause_openers=word_set(
        "mais parce que qu qui quand lorsque lorsqu où si tandis quoique donc car comme dont"
        " puisque puisqu alors pourquoi comment lequel laquelle"
    ),
    pronouns=word_set("je j tu il elle on nous vous ils elles"),
    either_pronouns=word_set("cela ça c ce tout personne"),
    clitics=word_set("me m te t se s lui leur y en le la les l"),
    auxiliaries=word_set(
        "est sont était étaient fut être été suis es sommes êtes a ont ai as avons avez avait"
        " avaient avoir va vont vais allons allez allait peut peuvent peux pouvez pouvait doit"
        " doivent dois devez faut veut veux voulez sera seront serait aura aurez"
    ),
    full_verbs=word_set("ai as a avons avez ont avait avaient avoir"),
    negations=word_set("ne n pas jamais rien plus aucun ni guère"),
    degrees=word_set(
        "très plus moins si aussi bien seulement juste presque assez encore déjà toujours même trop"
    ),
    adjectives=word_set(
        "nouveau nouvelle nouveaux nouvelles vieux vieille bon bonne bons bonnes mauvais mauvaise"
        " grand grande grands grandes petit petite petits petites premier première dernier dernière"
        " prochain prochaine prochaines meilleur meilleure pire seul seule vrai vraie simple facile"
        " difficile rapide cher chère blanc noir vert jaune bleu rouge total complet complète"
        " profond gratuit gratuite gratuits gratuites secret naturel naturelle libre heureux fort"
        " clair entier certain jeune beau belle long longue même"
    ),
    adjective_endings=endings(
        "eux euse euses able ible ables ibles ique iques if ive ifs ives al ale aux ales aire"
        " aires ant ante ants antes el elle els elles"
    ),
    adjectives_follow=True,
    participle_endings=endings("é ée és ées"),
    verb_endings=endings("aient èrent eront irent"),
    adverb_endings=("ment",),
    verbs=conjugate(_REGULAR, _NEVER_NOUNS)
    | (word_set(_CHANGED) - word_set("part lit sens offre suis"))
    | word_set(
        "fait faire dit dire vu voir vient venir donne donné donner sais sait savoir crois croit"
        " pense trouve trouvé découvert découvrez cliquez recevez imaginez fonctionne coûte"
        " prend prenez commence mis mettre passe montrer parle"
    ),
    numbers=word_set(
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
        " vingt trente quarante cinquante soixante septante huitante nonante cent cents mille"
        " million millions milliard zéro centaines milliers"
    ),
    ones=word_set("un une"),
    ordinals=word_set("premier première deuxième second seconde troisième quatrième cinquième"),
    units=word_set(
        "seconde secondes minute minutes heure heures jour jours nuit nuits semaine semaines mois"
        " an ans année années siècle siècles fois kilo kilos kg grammes mètre mètres km litres"
        " degrés personnes hommes femmes pourcent cadeaux étapes"
    ),
    currencies=word_set("euro euros dollar dollars centimes"),
    per_cent=("pour", "cent"),
    months=word_set(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    ),
    numbered=word_set(
        "étape numéro chapitre page partie phase module bonus leçon jour semaine règle"
    ),
    titles=word_set("m mm mme mlle dr pr me monsieur madame saint sainte docteur professeur"),
    abbreviations=word_set("av ex p.ex env mm mme mlle dr pr"),
    name_particles=word_set("de la le du des d"),
    guarantees=word_set("garantie garanties garanti garantis remboursement remboursé remboursée"),
    maybe_verbs=conjugate(_REGULAR, _NOUNS_TOO) | word_set(_CHANGED),
    semi_auxiliaries=word_set(
        "vais vas va allons allez vont allait commence commencez commencé commençait viens vient"
        " venez arrête arrêtez arrêté essaie essayez essayé apprendre apprend apprenez appris"
        " continue continuez aide aidez aidé réussi réussit ai as a avez"
    ),
    infinitives=word_set(_REGULAR),
    infinitive_links=word_set("à de d"),
    late_negations=word_set("pas plus jamais rien"),
    object_pronouns=word_set("moi toi soi"),
    relatives=word_set("que qu qui dont"),
    weekdays=word_set("lundi mardi mercredi jeudi vendredi samedi dimanche"),
    sums=word_set("et"),
)
