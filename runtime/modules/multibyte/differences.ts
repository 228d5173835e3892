/**
 * multibyte.differences - where CPython's codecs of East Asian encodings read or write other characters than JavaScript's decoders.
 *
 * Found by reading every pair of bytes with both. Bytes are written in hexadecimal digits.
 */

export interface Differences {
  /** what JavaScript calls the nearest encoding */
  readonly label: string;
  /** bytes that are no character here: single ones, and from the first to the last */
  readonly refused: string;
  /** bytes that are another character, or none there */
  readonly reads: string;
  /** characters that several bytes stand for, or that are written though never read: which bytes they become */
  readonly writes: string;
}

export const DIFFERENCES: Readonly<Record<string, Differences>> = {
  gb2312: {
    label: "gb18030",
    refused:
      "8140-817e 8180-81fe 8240-827e 8280-82fe 8340-837e 8380-83fe 8440-847e 8480-84fe 8540-857e 8580-85fe 8640-867e 8680-86fe " +
      "8740-877e 8780-87fe 8840-887e 8880-88fe 8940-897e 8980-89fe 8a40-8a7e 8a80-8afe 8b40-8b7e 8b80-8bfe 8c40-8c7e 8c80-8cfe " +
      "8d40-8d7e 8d80-8dfe 8e40-8e7e 8e80-8efe 8f40-8f7e 8f80-8ffe 9040-907e 9080-90fe 9140-917e 9180-91fe 9240-927e 9280-92fe " +
      "9340-937e 9380-93fe 9440-947e 9480-94fe 9540-957e 9580-95fe 9640-967e 9680-96fe 9740-977e 9780-97fe 9840-987e 9880-98fe " +
      "9940-997e 9980-99fe 9a40-9a7e 9a80-9afe 9b40-9b7e 9b80-9bfe 9c40-9c7e 9c80-9cfe 9d40-9d7e 9d80-9dfe 9e40-9e7e 9e80-9efe " +
      "9f40-9f7e 9f80-9ffe a040-a07e a080-a0fe a140-a17e a180-a1a0 a240-a27e a280-a2b0 a2e3-a2e4 a2ef-a2f0 a2fd-a2fe a340-a37e " +
      "a380-a3a0 a440-a47e a480-a4a0 a4f4-a4fe a540-a57e a580-a5a0 a5f7-a5fe a640-a67e a680-a6a0 a6b9-a6c0 a6d9-a6fe a740-a77e " +
      "a780-a7a0 a7c2-a7d0 a7f2-a7fe a840-a87e a880-a8a0 a8bb-a8c4 a8ea-a8fe a940-a97e a980-a9a3 a9f0-a9fe aa40-aa7e aa80-aafe " +
      "ab40-ab7e ab80-abfe ac40-ac7e ac80-acfe ad40-ad7e ad80-adfe ae40-ae7e ae80-aefe af40-af7e af80-affe b040-b07e b080-b0a0 " +
      "b140-b17e b180-b1a0 b240-b27e b280-b2a0 b340-b37e b380-b3a0 b440-b47e b480-b4a0 b540-b57e b580-b5a0 b640-b67e b680-b6a0 " +
      "b740-b77e b780-b7a0 b840-b87e b880-b8a0 b940-b97e b980-b9a0 ba40-ba7e ba80-baa0 bb40-bb7e bb80-bba0 bc40-bc7e bc80-bca0 " +
      "bd40-bd7e bd80-bda0 be40-be7e be80-bea0 bf40-bf7e bf80-bfa0 c040-c07e c080-c0a0 c140-c17e c180-c1a0 c240-c27e c280-c2a0 " +
      "c340-c37e c380-c3a0 c440-c47e c480-c4a0 c540-c57e c580-c5a0 c640-c67e c680-c6a0 c740-c77e c780-c7a0 c840-c87e c880-c8a0 " +
      "c940-c97e c980-c9a0 ca40-ca7e ca80-caa0 cb40-cb7e cb80-cba0 cc40-cc7e cc80-cca0 cd40-cd7e cd80-cda0 ce40-ce7e ce80-cea0 " +
      "cf40-cf7e cf80-cfa0 d040-d07e d080-d0a0 d140-d17e d180-d1a0 d240-d27e d280-d2a0 d340-d37e d380-d3a0 d440-d47e d480-d4a0 " +
      "d540-d57e d580-d5a0 d640-d67e d680-d6a0 d740-d77e d780-d7a0 d7fa-d7fe d840-d87e d880-d8a0 d940-d97e d980-d9a0 da40-da7e " +
      "da80-daa0 db40-db7e db80-dba0 dc40-dc7e dc80-dca0 dd40-dd7e dd80-dda0 de40-de7e de80-dea0 df40-df7e df80-dfa0 e040-e07e " +
      "e080-e0a0 e140-e17e e180-e1a0 e240-e27e e280-e2a0 e340-e37e e380-e3a0 e440-e47e e480-e4a0 e540-e57e e580-e5a0 e640-e67e " +
      "e680-e6a0 e740-e77e e780-e7a0 e840-e87e e880-e8a0 e940-e97e e980-e9a0 ea40-ea7e ea80-eaa0 eb40-eb7e eb80-eba0 ec40-ec7e " +
      "ec80-eca0 ed40-ed7e ed80-eda0 ee40-ee7e ee80-eea0 ef40-ef7e ef80-efa0 f040-f07e f080-f0a0 f140-f17e f180-f1a0 f240-f27e " +
      "f280-f2a0 f340-f37e f380-f3a0 f440-f47e f480-f4a0 f540-f57e f580-f5a0 f640-f67e f680-f6a0 f740-f77e f780-f7a0 f840-f87e " +
      "f880-f8fe f940-f97e f980-f9fe fa40-fa7e fa80-fafe fb40-fb7e fb80-fbfe fc40-fc7e fc80-fcfe fd40-fd7e fd80-fdfe fe40-fe7e " +
      "fe80-fefe",
    reads: "a1a4:30fb a1aa:2015",
    writes: "",
  },
  gbk: {
    label: "gb18030",
    refused:
      "a140-a17e a180-a1a0 a240-a27e a280-a2a0 a2ab-a2b0 a2e3-a2e4 a2ef-a2f0 a2fd-a2fe a340-a37e a380-a3a0 a440-a47e a480-a4a0 " +
      "a4f4-a4fe a540-a57e a580-a5a0 a5f7-a5fe a640-a67e a680-a6a0 a6b9-a6c0 a6d9-a6df a6ec-a6ed a6f3 a6f6-a6fe a740-a77e " +
      "a780-a7a0 a7c2-a7d0 a7f2-a7fe a896-a8a0 a8bc a8bf a8c1-a8c4 a8ea-a8fe a958 a95b a95d-a95f a989-a995 a997-a9a3 a9f0-a9fe " +
      "aaa1-aafe aba1-abfe aca1-acfe ada1-adfe aea1-aefe afa1-affe d7fa-d7fe f8a1-f8fe f9a1-f9fe faa1-fafe fba1-fbfe fca1-fcfe " +
      "fda1-fdfe fe50-fe7e fe80-fefe",
    reads: "",
    writes: "",
  },
  gb18030: {
    label: "gb18030",
    refused: "",
    reads:
      "a3a0:e5e5 a6d9:e78d a6da:e78e a6db:e78f a6dc:e790 a6dd:e791 a6de:e792 a6df:e793 a6ec:e794 a6ed:e795 a6f3:e796 a8bc:e7c7 " +
      "fe59:e81e fe61:e826 fe66:e82b fe67:e82c fe6d:e832 fe7e:e843 fe90:e854 fea0:e864",
    writes: "",
  },
  big5: {
    label: "big5",
    refused:
      "8140-817e 81a1-81fe 8240-827e 82a1-82fe 8340-837e 83a1-83fe 8440-847e 84a1-84fe 8540-857e 85a1-85fe 8640-867e 86a1-86fe " +
      "8740-877e 87a1-87fe 8840-887e 88a1-88fe 8940-897e 89a1-89fe 8a40-8a7e 8aa1-8afe 8b40-8b7e 8ba1-8bfe 8c40-8c7e 8ca1-8cfe " +
      "8d40-8d7e 8da1-8dfe 8e40-8e7e 8ea1-8efe 8f40-8f7e 8fa1-8ffe 9040-907e 90a1-90fe 9140-917e 91a1-91fe 9240-927e 92a1-92fe " +
      "9340-937e 93a1-93fe 9440-947e 94a1-94fe 9540-957e 95a1-95fe 9640-967e 96a1-96fe 9740-977e 97a1-97fe 9840-987e 98a1-98fe " +
      "9940-997e 99a1-99fe 9a40-9a7e 9aa1-9afe 9b40-9b7e 9ba1-9bfe 9c40-9c7e 9ca1-9cfe 9d40-9d7e 9da1-9dfe 9e40-9e7e 9ea1-9efe " +
      "9f40-9f7e 9fa1-9ffe a040-a07e a0a1-a0fe a3e1 c7fd-c7fe c840-c87e c8a1-c8fe f9d6-f9fe fa40-fa7e faa1-fafe fb40-fb7e " +
      "fba1-fbfe fc40-fc7e fca1-fcfe fd40-fd7e fda1-fdfe fe40-fe7e fea1-fefe",
    reads:
      "a145:2022 a14e:ff64 a1c2:203e a1e3:223c a1f2:2641 a1f3:2609 a241:ff0f a242:ff3c a244:00a5 a246:00a2 a247:00a3 c6a1:30fe " +
      "c6a2:309d c6a3:309e c6a4:3005 c6a5:3041 c6a6:3042 c6a7:3043 c6a8:3044 c6a9:3045 c6aa:3046 c6ab:3047 c6ac:3048 c6ad:3049 " +
      "c6ae:304a c6af:304b c6b0:304c c6b1:304d c6b2:304e c6b3:304f c6b4:3050 c6b5:3051 c6b6:3052 c6b7:3053 c6b8:3054 c6b9:3055 " +
      "c6ba:3056 c6bb:3057 c6bc:3058 c6bd:3059 c6be:305a c6bf:305b c6c0:305c c6c1:305d c6c2:305e c6c3:305f c6c4:3060 c6c5:3061 " +
      "c6c6:3062 c6c7:3063 c6c8:3064 c6c9:3065 c6ca:3066 c6cb:3067 c6cc:3068 c6cd:3069 c6ce:306a c6cf:306b c6d0:306c c6d1:306d " +
      "c6d2:306e c6d3:306f c6d4:3070 c6d5:3071 c6d6:3072 c6d7:3073 c6d8:3074 c6d9:3075 c6da:3076 c6db:3077 c6dc:3078 c6dd:3079 " +
      "c6de:307a c6df:307b c6e0:307c c6e1:307d c6e2:307e c6e3:307f c6e4:3080 c6e5:3081 c6e6:3082 c6e7:3083 c6e8:3084 c6e9:3085 " +
      "c6ea:3086 c6eb:3087 c6ec:3088 c6ed:3089 c6ee:308a c6ef:308b c6f0:308c c6f1:308d c6f2:308e c6f3:308f c6f4:3090 c6f5:3091 " +
      "c6f6:3092 c6f7:3093 c6f8:30a1 c6f9:30a2 c6fa:30a3 c6fb:30a4 c6fc:30a5 c6fd:30a6 c6fe:30a7 c740:30a8 c741:30a9 c742:30aa " +
      "c743:30ab c744:30ac c745:30ad c746:30ae c747:30af c748:30b0 c749:30b1 c74a:30b2 c74b:30b3 c74c:30b4 c74d:30b5 c74e:30b6 " +
      "c74f:30b7 c750:30b8 c751:30b9 c752:30ba c753:30bb c754:30bc c755:30bd c756:30be c757:30bf c758:30c0 c759:30c1 c75a:30c2 " +
      "c75b:30c3 c75c:30c4 c75d:30c5 c75e:30c6 c75f:30c7 c760:30c8 c761:30c9 c762:30ca c763:30cb c764:30cc c765:30cd c766:30ce " +
      "c767:30cf c768:30d0 c769:30d1 c76a:30d2 c76b:30d3 c76c:30d4 c76d:30d5 c76e:30d6 c76f:30d7 c770:30d8 c771:30d9 c772:30da " +
      "c773:30db c774:30dc c775:30dd c776:30de c777:30df c778:30e0 c779:30e1 c77a:30e2 c77b:30e3 c77c:30e4 c77d:30e5 c77e:30e6 " +
      "c7a1:30e7 c7a2:30e8 c7a3:30e9 c7a4:30ea c7a5:30eb c7a6:30ec c7a7:30ed c7a8:30ee c7a9:30ef c7aa:30f0 c7ab:30f1 c7ac:30f2 " +
      "c7ad:30f3 c7ae:30f4 c7af:30f5 c7b0:30f6 c7b1:0414 c7b2:0415 c7b3:0401 c7b4:0416 c7b5:0417 c7b6:0418 c7b7:0419 c7b8:041a " +
      "c7b9:041b c7ba:041c c7bb:0423 c7bc:0424 c7bd:0425 c7be:0426 c7bf:0427 c7c0:0428 c7c1:0429 c7c2:042a c7c3:042b c7c4:042c " +
      "c7c5:042d c7c6:042e c7c7:042f c7c8:0430 c7c9:0431 c7ca:0432 c7cb:0433 c7cc:0434 c7cd:0435 c7ce:0451 c7cf:0436 c7d0:0437 " +
      "c7d1:0438 c7d2:0439 c7d3:043a c7d4:043b c7d5:043c c7d6:043d c7d7:043e c7d8:043f c7d9:0440 c7da:0441 c7db:0442 c7dc:0443 " +
      "c7dd:0444 c7de:0445 c7df:0446 c7e0:0447 c7e1:0448 c7e2:0449 c7e3:044a c7e4:044b c7e5:044c c7e6:044d c7e7:044e c7e8:044f " +
      "c7e9:2460 c7ea:2461 c7eb:2462 c7ec:2463 c7ed:2464 c7ee:2465 c7ef:2466 c7f0:2467 c7f1:2468 c7f2:2469 c7f3:2474 c7f4:2475 " +
      "c7f5:2476 c7f6:2477 c7f7:2478 c7f8:2479 c7f9:247a c7fa:247b c7fb:247c c7fc:247d",
    writes: "5341:a451 5345:a4ca ff0f:a241 ff3c:a242",
  },
  cp950: {
    label: "big5",
    refused:
      "8140-817e 81a1-81fe 8240-827e 82a1-82fe 8340-837e 83a1-83fe 8440-847e 84a1-84fe 8540-857e 85a1-85fe 8640-867e 86a1-86fe " +
      "8740-877e 87a1-87fe 8840-887e 88a1-88fe 8940-897e 89a1-89fe 8a40-8a7e 8aa1-8afe 8b40-8b7e 8ba1-8bfe 8c40-8c7e 8ca1-8cfe " +
      "8d40-8d7e 8da1-8dfe 8e40-8e7e 8ea1-8efe 8f40-8f7e 8fa1-8ffe 9040-907e 90a1-90fe 9140-917e 91a1-91fe 9240-927e 92a1-92fe " +
      "9340-937e 93a1-93fe 9440-947e 94a1-94fe 9540-957e 95a1-95fe 9640-967e 96a1-96fe 9740-977e 97a1-97fe 9840-987e 98a1-98fe " +
      "9940-997e 99a1-99fe 9a40-9a7e 9aa1-9afe 9b40-9b7e 9ba1-9bfe 9c40-9c7e 9ca1-9cfe 9d40-9d7e 9da1-9dfe 9e40-9e7e 9ea1-9efe " +
      "9f40-9f7e 9fa1-9ffe a040-a07e a0a1-a0fe c7fd-c7fe c840-c87e c8a1-c8fe fa40-fa7e faa1-fafe fb40-fb7e fba1-fbfe fc40-fc7e " +
      "fca1-fcfe fd40-fd7e fda1-fdfe fe40-fe7e fea1-fefe",
    reads:
      "c6a1:30fe c6a2:309d c6a3:309e c6a4:3005 c6a5:3041 c6a6:3042 c6a7:3043 c6a8:3044 c6a9:3045 c6aa:3046 c6ab:3047 c6ac:3048 " +
      "c6ad:3049 c6ae:304a c6af:304b c6b0:304c c6b1:304d c6b2:304e c6b3:304f c6b4:3050 c6b5:3051 c6b6:3052 c6b7:3053 c6b8:3054 " +
      "c6b9:3055 c6ba:3056 c6bb:3057 c6bc:3058 c6bd:3059 c6be:305a c6bf:305b c6c0:305c c6c1:305d c6c2:305e c6c3:305f c6c4:3060 " +
      "c6c5:3061 c6c6:3062 c6c7:3063 c6c8:3064 c6c9:3065 c6ca:3066 c6cb:3067 c6cc:3068 c6cd:3069 c6ce:306a c6cf:306b c6d0:306c " +
      "c6d1:306d c6d2:306e c6d3:306f c6d4:3070 c6d5:3071 c6d6:3072 c6d7:3073 c6d8:3074 c6d9:3075 c6da:3076 c6db:3077 c6dc:3078 " +
      "c6dd:3079 c6de:307a c6df:307b c6e0:307c c6e1:307d c6e2:307e c6e3:307f c6e4:3080 c6e5:3081 c6e6:3082 c6e7:3083 c6e8:3084 " +
      "c6e9:3085 c6ea:3086 c6eb:3087 c6ec:3088 c6ed:3089 c6ee:308a c6ef:308b c6f0:308c c6f1:308d c6f2:308e c6f3:308f c6f4:3090 " +
      "c6f5:3091 c6f6:3092 c6f7:3093 c6f8:30a1 c6f9:30a2 c6fa:30a3 c6fb:30a4 c6fc:30a5 c6fd:30a6 c6fe:30a7 c740:30a8 c741:30a9 " +
      "c742:30aa c743:30ab c744:30ac c745:30ad c746:30ae c747:30af c748:30b0 c749:30b1 c74a:30b2 c74b:30b3 c74c:30b4 c74d:30b5 " +
      "c74e:30b6 c74f:30b7 c750:30b8 c751:30b9 c752:30ba c753:30bb c754:30bc c755:30bd c756:30be c757:30bf c758:30c0 c759:30c1 " +
      "c75a:30c2 c75b:30c3 c75c:30c4 c75d:30c5 c75e:30c6 c75f:30c7 c760:30c8 c761:30c9 c762:30ca c763:30cb c764:30cc c765:30cd " +
      "c766:30ce c767:30cf c768:30d0 c769:30d1 c76a:30d2 c76b:30d3 c76c:30d4 c76d:30d5 c76e:30d6 c76f:30d7 c770:30d8 c771:30d9 " +
      "c772:30da c773:30db c774:30dc c775:30dd c776:30de c777:30df c778:30e0 c779:30e1 c77a:30e2 c77b:30e3 c77c:30e4 c77d:30e5 " +
      "c77e:30e6 c7a1:30e7 c7a2:30e8 c7a3:30e9 c7a4:30ea c7a5:30eb c7a6:30ec c7a7:30ed c7a8:30ee c7a9:30ef c7aa:30f0 c7ab:30f1 " +
      "c7ac:30f2 c7ad:30f3 c7ae:30f4 c7af:30f5 c7b0:30f6 c7b1:0414 c7b2:0415 c7b3:0401 c7b4:0416 c7b5:0417 c7b6:0418 c7b7:0419 " +
      "c7b8:041a c7b9:041b c7ba:041c c7bb:0423 c7bc:0424 c7bd:0425 c7be:0426 c7bf:0427 c7c0:0428 c7c1:0429 c7c2:042a c7c3:042b " +
      "c7c4:042c c7c5:042d c7c6:042e c7c7:042f c7c8:0430 c7c9:0431 c7ca:0432 c7cb:0433 c7cc:0434 c7cd:0435 c7ce:0451 c7cf:0436 " +
      "c7d0:0437 c7d1:0438 c7d2:0439 c7d3:043a c7d4:043b c7d5:043c c7d6:043d c7d7:043e c7d8:043f c7d9:0440 c7da:0441 c7db:0442 " +
      "c7dc:0443 c7dd:0444 c7de:0445 c7df:0446 c7e0:0447 c7e1:0448 c7e2:0449 c7e3:044a c7e4:044b c7e5:044c c7e6:044d c7e7:044e " +
      "c7e8:044f c7e9:2460 c7ea:2461 c7eb:2462 c7ec:2463 c7ed:2464 c7ee:2465 c7ef:2466 c7f0:2467 c7f1:2468 c7f2:2469 c7f3:2474 " +
      "c7f4:2475 c7f5:2476 c7f6:2477 c7f7:2478 c7f8:2479 c7f9:247a c7fa:247b c7fb:247c c7fc:247d",
    writes: "00a2:a246 00a3:a247 00a5:a244 2022:a145 203e:a1c2 223c:a1e3 2609:a1f3 2641:a1f2 5341:a451 5345:a4ca ff64:a14e",
  },
  cp932: {
    label: "shift_jis",
    refused: "",
    reads: "80:0080 a0:f8f0 fd:f8f1 fe:f8f2 ff:f8f3",
    writes: "00a2:8191 00a3:8192 00ac:81ca 2016:8161 2212:817c 221a:81e3 2220:81da 222b:81e7 2252:81e0 2261:81df 22a5:81db 301c:8160",
  },
  shift_jis: {
    label: "shift_jis",
    refused:
      "8740-875d 875f-8775 877e 8780-879c ed40-ed7e ed80-edfc ee40-ee7e ee80-eeec eeef-eefc f040-f07e f080-f0fc f140-f17e " +
      "f180-f1fc f240-f27e f280-f2fc f340-f37e f380-f3fc f440-f47e f480-f4fc f540-f57e f580-f5fc f640-f67e f680-f6fc f740-f77e " +
      "f780-f7fc f840-f87e f880-f8fc f940-f97e f980-f9fc fa40-fa7e fa80-fafc fb40-fb7e fb80-fbfc fc40-fc4b",
    reads: "8160:301c 8161:2016 8191:00a2 8192:00a3 817c:2212 81ca:00ac",
    writes: "00a5:5c 203e:7e",
  },
  euc_jp: {
    label: "euc-jp",
    refused: "8ee0-8ee2 ada1-adbe adc0-add6 addf-adfc f9a1-f9fe faa1-fafe fba1-fbfe fca1-fcee fcf1-fcfe 8ff3a1-8ff3b4 8ff3b7",
    reads: "a1c1:301c a1c2:2016 a1dd:2212 a1f1:00a2 a1f2:00a3 a2cc:00ac 8fa2b7:007e",
    writes: "00a5:5c 203e:7e",
  },
  euc_kr: {
    label: "euc-kr",
    refused: "a4d4 c9a1-c9fe fea1-fefe",
    reads: "a2e6:20ac a2e7:00ae",
    writes: "",
  },
};
