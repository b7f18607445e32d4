"""First names common in Germany: they tell "Garten – Ute" from "Garten – Rückblick"."""

FIRST_NAMES = frozenset(
    """
    achim adam agnes ahmet aisha albert alexander alexandra ali alina amelie amir ana andi andrea andreas
    angela angelika anja anke anna anne annegret annette anni anton antje arne arno astrid axel aylin ayse ayşe
    barbara bärbel bastian beate bernd bernhard bert bettina birgit birte björn bodo boris brigitte britta
    burkhard can carla carmen carola carolin carsten caspar cem christa christian christiane christina christine
    christoph clara claudia claus conny cornelia dagmar dani daniel daniela david denise dennis detlef diana
    dieter dietmar dietrich dirk doris dorothea eckhard edith ela elena eli elias elif elisa elisabeth elke ella
    ellen elsa emil emine emma emre enno erich erik erika erna ernst esra esther eva fabian fatma felix ferdinand
    finn florian franz franziska frank fred frida friedel friedrich frieda fritz gabi gabriele georg gerd gerda
    gerhard gesa gisela gitta gregor greta gudrun günter günther gunnar hanna hannah hannelore hannes hanno hans
    harald hasan heide heidi heike heiko heiner heinrich heinz helen helena helga helmut henning henrik henry
    herbert hermann hilde holger horst ida ilona ilse imke ina ines inga inge ingo ingrid irene iris irma isabel
    isabell jakob jan jana janina janine jannik jannis jasmin jens joachim jochen johann johanna johannes jonas
    jonathan jörg jörn josef judith julia julian juliane julius jürgen jutta kai kalle karin karl karla karolin
    karsten katharina kathrin kati katja katrin kerstin kevin kim kira kirsten klara klaus konrad konstantin
    kristin kristina kurt lara lars laura lea leila lena leni leo leon leonie liam lili lina linda linus lisa
    lothar lotta lotte louis louisa lucas lucia ludwig luis luisa lukas lutz lydia maik maike malte mandy manfred
    manuel manuela mara marc marcel marco marcus maren margarete margit margot maria marianne marie marina mario
    marion marius mark markus marlene marlies marta martha martin martina mascha mathias mathilde matthias maximilian
    max maya mehmet meike melanie merle mia micha michael michaela michel mikael milan mina mirjam mohammed monika
    moritz murat mustafa nadine nadja natalie nele nico nicola nicole niklas niko nils nina noah nora norbert nour
    noor ole olaf olga oliver olli oskar otto pascal patricia patrick paul paula pauline peer peggy peter petra
    philipp pia rahel rainer ralf ralph ramona raphael raphaela regina regine reiner reinhard renate rené ricarda
    richard rita robert robin roland rolf roman romy ronja ronny rosa rosemarie rudi rudolf ruth sabine sabrina
    samira samuel sandra sarah sara sascha saskia sebastian selim selma semra sibylle sigrid silke silvia simon
    simone sina sofia sofie sonja sophia sophie stefan stefanie steffen steffi stephan stephanie sue susanne
    svea sven svenja sylvia tamara tanja tarek tatjana thea theo theresa theresia thilo thomas thorsten tilman
    tim timo tina tobias tom toni torben torsten udo ulf uli ulla ulrich ulrike ulli ünal ursula uschi uta ute
    uwe valentin vanessa vera verena veronika viktor viktoria vincent volker walter waltraud wanda werner wiebke
    wilfried wilhelm willi wolf wolfgang yannick yasemin yasmin yusuf yvonne zeynep
    """.split()
)


def has_first_name(part):
    """Whether a word of ``part`` is a common first name, or a title stands before it."""
    words = part.replace("-", " ").split()
    titled = words[:1] and words[0] in ("Frau", "Herr", "Herrn", "Dr.", "Prof.", "Fr.", "Hr.")
    return bool(titled) or any(word.casefold().strip(".,") in FIRST_NAMES for word in words[:3])
